"""What an application is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.accounts.model.actor import Actor
from services.accounts.model.refusals import IdempotencyReused
from shared.contracts import Person

MOST_TERMINALS = 50
KINDS = {"start": "利用開始申請"}


@dataclass(frozen=True)
class Submission:
    """What an applicant fills in and may correct; one note per terminal, possibly empty."""

    notes: tuple[str, ...]
    planned_date: date | None = None


@dataclass(frozen=True)
class Applicant:
    user_id: str
    person: Person


@dataclass(frozen=True)
class Claim:
    staff_id: str
    name: str
    since: datetime


@dataclass(frozen=True)
class Happening:
    """A line of the timeline. `staff` tells whether `by` is a member of staff."""

    at: datetime
    what: str
    label: str
    by: str
    staff: bool
    comment: str | None = None

    def told_to(self, actor: Actor) -> str:
        """Applicants are not told the names of staff."""
        return "審査担当者" if self.staff and not actor.is_staff else self.by


@dataclass(frozen=True)
class Request:
    """A form sent once: `key` is scoped to caller and route, `body` fingerprints what it said."""

    key: str
    body: str


def answered(known: Sequence[Request], request: Request | None) -> bool:
    """True when `request` is among the known; raises IdempotencyReused for another body."""
    for one in known:
        if request and one.key == request.key:
            if one.body != request.body:
                raise IdempotencyReused
            return True
    return False


@dataclass(frozen=True)
class PlannedAccount:
    """An account that was decided but may not be stored yet; the secrets as fingerprints."""

    id: str
    note: str
    password: str
    activation_code: str


@dataclass(frozen=True)
class Issued:
    """How far issuing has come: accounts stored and documents ready, of `expected`."""

    expected: int
    accounts: int = 0
    documents: int = 0
