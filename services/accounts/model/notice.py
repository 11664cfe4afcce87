"""交付決定通知書: issued by one member of staff, confirmed by another who did not review it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from services.accounts.model.actor import Actor
from services.accounts.model.refusals import NeedsAnother, NoticeNotDue

if TYPE_CHECKING:
    from services.accounts.model.application import Application

TO_ISSUE, TO_CONFIRM, DECIDED = "issue", "confirm", "decided"
STAFF_ONLY = ("issue", "take_back")
"""What applicants do not read in the timeline: no decision yet."""


@dataclass(frozen=True)
class Officer:
    """A member of staff who did something, and when."""

    id: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Notice:
    """`number` is empty until a second person has confirmed; `document_id` until there is a PDF."""

    decided_on: date
    issuer: Officer | None
    confirmer: Officer | None = None
    number: str = ""
    document_id: str = ""

    @classmethod
    def issued(cls, decided_on: date, actor: Actor, now: datetime) -> Notice:
        return cls(decided_on, Officer(actor.id, actor.name, now))

    def for_applicants(self) -> Notice:
        return replace(self, issuer=None, confirmer=None)

    def confirmed(self, number: str, actor: Actor, now: datetime) -> Notice:
        return replace(self, number=number, confirmer=Officer(actor.id, actor.name, now))


def notice_due(application: Application) -> str:
    """What the notice of an approved grant waits for; empty when nothing is to be done."""
    if application.kind != "grant" or application.state != "completed":
        return ""
    if application.notice is None:
        return TO_ISSUE
    return "" if application.notice.number else TO_CONFIRM


def notice_stage(application: Application) -> str:
    """What its notice waits for, or DECIDED."""
    decided = application.notice is not None and application.notice.number
    return DECIDED if decided else notice_due(application)


def check_due(application: Application, wanted: str) -> None:
    """Raises NoticeNotDue."""
    if notice_due(application) != wanted:
        raise NoticeNotDue


def may_confirm(application: Application, actor: Actor) -> bool:
    """Neither who reviewed the application nor who issued its notice."""
    claimer = application.claim.staff_id if application.claim else ""
    notice = application.notice
    issuer = notice.issuer.id if notice and notice.issuer else ""
    return actor.id not in (claimer, issuer)


def check_second(application: Application, actor: Actor) -> None:
    """Raises NeedsAnother."""
    if not may_confirm(application, actor):
        raise NeedsAnother
