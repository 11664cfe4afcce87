"""Many sheets in one file for their owner. Few are packed while they are sent; many become work
that is done piece by piece under a lease, so that whoever is killed costs one piece at most."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain

from services.documents.model import Sheet
from services.documents.model.archives import (
    HOUR,
    LIFE,
    LONGEST_WORK,
    MOST_AT_ONCE,
    REQUESTS_AN_HOUR,
    Archive,
    State,
    piece_id,
)
from services.documents.usecases import PDF, Service, Viewer
from services.documents.usecases.zip_file import File, files_of, zip_file
from shared.errors import NotFound, TooManyRequests
from shared.tokens import new_token
from shared.vault import Damaged

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=20)
ZIP = "zip"
MISSING_NAME = "未作成のアカウント.txt"
MISSING_TEXT = "次のアカウントのPDFは、まだ作成されていません。\r\n"


def request_archive(service: Service, viewer: Viewer, account_ids: Sequence[str]) -> Archive:
    """Given at once or to be packed. Raises NotFound without any sheet, TooManyRequests."""
    sheets = service.sheets.newest(account_ids, viewer.facility_ids)
    if not sheets:
        raise NotFound("ダウンロードできるファイルはまだありません。")
    archive = _archive(service, viewer, sheets, account_ids)
    service.archives.add(archive)
    try:
        _check_hour(service, archive)
    except TooManyRequests:
        service.archives.withdraw(archive)
        raise
    if archive.state is State.PACKING:
        service.archives.ring()
    return archive


def pack_at_once(service: Service, archive: Archive) -> Iterator[bytes]:
    """The whole file of an archive that is given at once."""
    files = _files(service, archive, archive.document_ids)
    return zip_file(chain(files, _missing(archive)), archive.requested_at)


def show_archive(service: Service, viewer: Viewer, archive_id: str) -> Archive:
    """How far the packing has come. Raises NotFound for everybody but the owner."""
    archive = service.archives.get(archive_id)
    if archive is None or archive.owner != viewer.id or archive.expires_at <= service.now():
        raise NotFound
    return archive


def download_archive(service: Service, viewer: Viewer, archive_id: str) -> Iterator[bytes]:
    """Raises NotFound unless it is the viewer's, ready and not too old."""
    archive = show_archive(service, viewer, archive_id)
    if not archive.may_be_taken(viewer.facility_ids, service.now()):
        raise NotFound
    log.info("archive downloaded", extra={"archive": archive.id, "by": viewer.id})
    pieces = (_piece(service, archive, number) for number in range(archive.piece))
    files = chain.from_iterable(map(files_of, pieces))
    return zip_file(chain(files, _missing(archive)), archive.requested_at)


def pack_next(service: Service) -> bool:
    """One piece of one archive that nobody works on; False when there is none."""
    now = service.now()
    archive = service.archives.take_up(now, now + LEASE)
    if archive is None:
        return False
    try:
        _pack(service, archive)
    except Damaged:
        service.archives.save(archive, archive.failed(), service.now())
        raise
    return True


def _pack(service: Service, archive: Archive) -> None:
    wanted = archive.next_ids
    packed = b"".join(zip_file(_files(service, archive, wanted), archive.requested_at))
    piece = piece_id(archive.id, archive.piece)
    service.archives.add_piece(archive, piece, service.vault.lock(piece, {ZIP: packed}))
    after, now = archive.packed(len(wanted)), service.now()
    service.archives.save(archive, after.ready(now) if after.done == after.total else after, now)


def _piece(service: Service, archive: Archive, number: int) -> bytes:
    piece = piece_id(archive.id, number)
    return service.vault.open(piece, service.archives.piece(piece), ZIP)


def _files(service: Service, archive: Archive, document_ids: Sequence[str]) -> Iterator[File]:
    """Opened only after the view is on record."""
    sheets = service.sheets.among(document_ids)
    service.sheets.viewed(sheets, PDF, archive.owner, service.now())
    log.info("documents packed", extra={"documents": len(sheets), "by": archive.owner})
    for sheet in sheets:
        pdf = service.vault.open(sheet.id, service.sheets.locked(sheet), PDF)
        yield sheet.file_name, pdf


def _missing(archive: Archive) -> Iterator[File]:
    if archive.missing:
        lines = "".join(f"{account_id}\r\n" for account_id in archive.missing)
        yield MISSING_NAME, (MISSING_TEXT + lines).encode("utf-8-sig")


def _archive(
    service: Service, viewer: Viewer, sheets: Sequence[Sheet], account_ids: Sequence[str]
) -> Archive:
    now, at_once = service.now(), len(sheets) <= MOST_AT_ONCE
    return Archive(
        id=new_token(),
        owner=viewer.id,
        facility_ids=tuple({sheet.facility_id for sheet in sheets}),
        document_ids=tuple(sheet.id for sheet in sheets),
        missing=tuple(sorted(set(account_ids) - {sheet.account_id for sheet in sheets})),
        requested_at=now,
        state=State.GIVEN if at_once else State.PACKING,
        expires_at=now + (LIFE if at_once else LONGEST_WORK),
    )


def _check_hour(service: Service, archive: Archive) -> None:
    """Counted with the new one stored, so that requests made at once see each other."""
    since = archive.requested_at - HOUR
    times = service.archives.requests(archive.owner, since)
    if len(times) > REQUESTS_AN_HOUR:
        raise TooManyRequests(retry_after=max(1, int((min(times) - since).total_seconds())))
