"""Lends out the stage: the same one as long as all goes well, a new one after a failure."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from deploy.bench.broker import Broker
from tests.support.crash.stage import Stage
from tests.support.crash.surroundings import one_machine, real_parts


class Theatre:
    """On one machine without a broker, else on real parts."""

    def __init__(self, folder: Path, broker: Broker | None) -> None:
        self._folder, self.broker = folder, broker
        self._open = ExitStack()
        self._stage: Stage | None = None
        self._number = 0

    def __enter__(self) -> Theatre:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    @contextlib.contextmanager
    def stage(self, **extra: str) -> Iterator[Stage]:
        """With `extra` variables for its processes it is a stage for this once."""
        if extra:
            self._close()
        stage = self._stage or self._build(extra)
        try:
            yield stage
        except BaseException:
            self._close()
            raise
        if extra:
            self._close()

    def _build(self, extra: dict[str, str]) -> Stage:
        self._number += 1
        folder = self._folder / str(self._number)
        folder.mkdir()
        around = real_parts(folder, self.broker) if self.broker else one_machine()
        surroundings = self._open.enter_context(around)
        self._stage = self._open.enter_context(Stage(folder / "data", surroundings, **extra))
        return self._stage

    def _close(self) -> None:
        self._stage = None
        self._open.close()
