"""Which notices people see. Where they come from is the caller's business."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from services.portal.publications.model import Notice


class Notices:
    """`source` gives every notice there is: those of the folder, later those of an editor too."""

    def __init__(self, source: Callable[[], Iterable[Notice]], now: Callable[[], datetime]) -> None:
        self._source = source
        self._now = now

    def shown(self) -> list[Notice]:
        """Newest first."""
        now = self._now()
        shown = [n for n in self._source() if n.has_begun(now) and not n.is_over(now)]
        return sorted(shown, key=lambda notice: notice.published, reverse=True)

    def important(self) -> list[Notice]:
        return [notice for notice in self.shown() if notice.important]

    def begun(self, id: str) -> Notice | None:
        """Shown or over; None for one that nobody has seen yet."""
        now = self._now()
        return next((n for n in self._source() if n.id == id and n.has_begun(now)), None)

    def is_over(self, notice: Notice) -> bool:
        return notice.is_over(self._now())
