"""A file that is to become the master: checked first, applied when somebody has confirmed it.

waiting → checked → confirmed → done; unreadable files end as refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.registration.model.facilities import Difference
from services.registration.model.refusals import ManyWouldClose, NotToConfirm

WAITING, CHECKED, CONFIRMED, DONE, REFUSED = "waiting", "checked", "confirmed", "done", "refused"
UPDATE, WHOLE = "update", "whole"
MODES = (UPDATE, WHOLE)
SHOWN = 100
CLOSED_WITHOUT_ASKING = 0.05


@dataclass(frozen=True)
class Shown:
    """One difference for people: `what` is added, changed or closed."""

    facility_id: str
    registration_number: str
    name: str
    what: str
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True)
class Counts:
    """`closed` are those that a whole file no longer names; `before`, all that were open."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    errors: int = 0
    before: int = 0

    @property
    def changes(self) -> int:
        return self.added + self.changed + self.closed

    @property
    def closes_many(self) -> bool:
        return self.closed > self.before * CLOSED_WITHOUT_ASKING


@dataclass(frozen=True)
class Import:
    """`rows_done` grows while a worker is at it; `earlier_at`: when this very file was applied.
    A whole file with errors is never applied: its wrong lines would close what they mean."""

    id: str
    file_name: str
    sha256: str
    mode: str
    by: str
    uploaded_at: datetime
    state: str = WAITING
    rows_done: int = 0
    counts: Counts = field(default_factory=Counts)
    shown: list[Shown] = field(default_factory=list)
    problem: str = ""
    earlier_at: datetime | None = None
    checked_at: datetime | None = None
    confirmed_by: str = ""
    applied_at: datetime | None = None

    def check_confirmable(self, *, many: bool) -> None:
        """Raises NotToConfirm, or ManyWouldClose until `many` says that this is meant."""
        incomplete = self.mode == WHOLE and self.counts.errors > 0
        if self.state != CHECKED or not self.counts.changes or incomplete:
            raise NotToConfirm
        if self.counts.closes_many and not many:
            raise ManyWouldClose
