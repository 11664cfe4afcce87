"""The content folder as it is now."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from services.portal.publications.folder import ContentError, Contents, read

log = logging.getLogger(__name__)

SAMPLE = Path(__file__).parents[1] / "content"

State = frozenset[tuple[str, int, int]]


class Library:
    """Read again when a file has changed. While something in the folder is wrong, the last whole
    state stays and the log says what to repair."""

    def __init__(self, folder: Path) -> None:
        """Raises ContentError: a portal does not start with half its texts."""
        self.folder = folder
        self._reading = threading.Lock()
        self._state = _state(folder)
        self._contents = read(folder)

    def contents(self) -> Contents:
        state = _state(self.folder)
        if state != self._state and self._reading.acquire(blocking=False):
            try:
                self._state = state
                self._contents = read(self.folder)
            except (ContentError, OSError) as error:
                log.error("published texts stay as they were: %s", error)
            finally:
                self._reading.release()
        return self._contents


def _state(folder: Path) -> State:
    found = set()
    for room, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(room, name)
            try:
                facts = os.stat(path)
            except FileNotFoundError:
                continue
            found.add((path, facts.st_mtime_ns, facts.st_size))
    return frozenset(found)
