"""What an application is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.accounts.model.actor import Actor
from services.accounts.model.refusals import IdempotencyReused
from shared.contracts import Event, Person

BY_CLOCK = {
    "lapse": ("期限切れ", "再申請の期限が切れたため、この申請は取下げになりました"),
    "revoke": ("システム", "施設を追加できなかったため、この申請は却下になりました"),
}


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

    def conflict(self, actor: Actor) -> tuple[str, str]:
        """Who was faster, and what those read who were too late because of it."""
        if self.what in BY_CLOCK:
            return BY_CLOCK[self.what]
        winner, who = self.told_to(actor), "ほかの職員" if self.staff else "申請者"
        return winner, f"{who}がこの申請を更新しました（{winner}）"


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


@dataclass(frozen=True)
class Outcome:
    """What an approval brings: the news it makes, the accounts to be stored."""

    news: tuple[Event, ...]
    accounts: tuple[PlannedAccount, ...] = ()
