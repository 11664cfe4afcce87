"""ZIP files made while they are sent, so that their size costs no memory."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from zipfile import ZipFile, ZipInfo

from shared.clock import jst

File = tuple[str, bytes]


def zip_file(files: Iterable[File], at: datetime) -> Iterator[bytes]:
    """`files` are (name, content), each read when its turn comes; `at` is their time."""
    sink, when = _Sink(), jst(at).timetuple()[:6]
    with ZipFile(sink, "w") as archive:  # type: ignore[call-overload]
        for name, content in files:
            archive.writestr(ZipInfo(name, when), content)
            yield sink.taken()
    yield sink.taken()


def files_of(content: bytes) -> Iterator[File]:
    with ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


class _Sink:
    """What zipfile may write to without going back."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def flush(self) -> None:
        """Nothing to do."""

    def taken(self) -> bytes:
        written, self._written = bytes(self._written), bytearray()
        return written
