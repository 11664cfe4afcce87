"""運用開始日: the day from which a facility uses the application. One per facility.

Frozen: every change answers with the next state of the whole, `news` holding what it has to tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from services.accounts.model.parts import Applicant
from services.accounts.model.refusals import (
    StartDateChanged,
    StartDateOutOfRange,
    StartDatePassed,
)
from shared import clock
from shared.contracts import (
    Event,
    FacilityRef,
    Person,
    StartDateRegistered,
    StartDateReminderDue,
)

START = "start"
LONGEST_AHEAD = timedelta(days=180)


@dataclass(frozen=True)
class StartDateRules:
    """`first` is the earliest day; reminders go out `remind_after` (ascending, at most two) the
    accounts exist."""

    first: date = date(2024, 4, 1)
    remind_after: tuple[timedelta, ...] = (timedelta(days=14), timedelta(days=28))

    def last(self, today: date) -> date:
        return today + LONGEST_AHEAD

    def check(self, day: date, today: date) -> None:
        """Raises StartDateOutOfRange."""
        if not self.first <= day <= self.last(today):
            first, last = clock.ja_date(self.first), clock.ja_date(self.last(today))
            raise StartDateOutOfRange.between(first, last)


@dataclass(frozen=True)
class StartDate:
    """Open from the day the facility has accounts; `day` is None until it is registered.
    `remind_at` exists while somebody may still have to be reminded."""

    facility: FacilityRef
    ref: str
    applicant: Applicant
    opened_at: datetime
    day: date | None = None
    registered_at: datetime | None = None
    reminders: int = 0
    remind_at: datetime | None = None
    version: int = 1
    news: tuple[Event, ...] = field(default=(), compare=False)

    @classmethod
    def open(
        cls,
        facility: FacilityRef,
        ref: str,
        applicant: Applicant,
        rules: StartDateRules,
        now: datetime,
    ) -> StartDate:
        return cls(facility, ref, applicant, now, remind_at=now + rules.remind_after[0])

    def has_passed(self, today: date) -> bool:
        return self.day is not None and self.day < today

    def register(self, day: date, rules: StartDateRules, seen: int, now: datetime) -> StartDate:
        """The same day again changes nothing. Raises StartDatePassed, StartDateChanged."""
        today = clock.jst_date(now)
        if day == self.day:
            return self
        if self.has_passed(today):
            raise StartDatePassed
        if seen != self.version:
            raise StartDateChanged
        rules.check(day, today)
        told = StartDateRegistered(self.ref, START, self.facility.id, day.isoformat())
        return self._next(day=day, registered_at=now, remind_at=None, news=(told,))

    def remind(self, recipient: Person, rules: StartDateRules, now: datetime) -> StartDate:
        """The next reminder; after a long silence they still keep their distance."""
        n = self.reminders + 1
        waits = rules.remind_after
        again = now + waits[n] - waits[n - 1] if n < len(waits) else None
        told = StartDateReminderDue(self.ref, n, recipient)
        return self._next(reminders=n, remind_at=again, news=(told,))

    def _next(self, **changes: object) -> StartDate:
        return replace(self, version=self.version + 1, **{"news": (), **changes})
