"""One account of one terminal. Frozen: every change answers with the next state of the whole."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import IntEnum

from services.accounts.model.application import Application
from services.accounts.model.parts import Applicant, PlannedAccount
from services.accounts.model.refusals import (
    AccountEnded,
    AccountUnusable,
    Locked,
    OtherTerminal,
)
from shared.contracts import ActivationLocked, Event, FacilityRef, Person, TerminalActivated

MOST_WRONG_CODES = 5
LOCK = timedelta(minutes=15)
TELL_AGAIN = timedelta(days=1)


class Status(IntEnum):
    """In the order in which lists sort them."""

    ACTIVE = 1
    SUSPENDED = 2
    ENDED = 3

    @property
    def label(self) -> str:
        return {1: "利用可", 2: "利用停止", 3: "利用終了"}[self]


@dataclass(frozen=True)
class Fingerprints:
    """Keyed fingerprints of the issued secrets; `version` counts their issues."""

    version: int
    password: str = field(repr=False)
    activation_code: str = field(repr=False)


@dataclass(frozen=True)
class Terminal:
    """`fingerprint` is keyed, never the terminal's own."""

    fingerprint: str
    name: str
    registered_at: datetime


@dataclass(frozen=True)
class Guard:
    """The budget of wrong activation codes."""

    wrong: int = 0
    locked_until: datetime | None = None
    told_at: datetime | None = None


@dataclass(frozen=True)
class Account:
    """`version` counts what people see change, `revision` every conditional save."""

    id: str
    ref: str
    facility: FacilityRef
    applicant: Applicant
    note: str
    status: Status
    started_on: date
    secrets: Fingerprints
    ended_on: date | None = None
    suspended_on: date | None = None
    release_requested: bool = False
    terminal: Terminal | None = None
    guard: Guard = Guard()
    document_id: str | None = None
    version: int = 1
    revision: int = 1
    news: tuple[Event, ...] = field(default=(), compare=False)

    @classmethod
    def open(cls, planned: PlannedAccount, application: Application, started_on: date) -> Account:
        return cls(
            id=planned.id,
            ref=application.ref,
            facility=application.facility,
            applicant=application.applicant,
            note=planned.note,
            status=Status.ACTIVE,
            started_on=started_on,
            secrets=Fingerprints(1, planned.password, planned.activation_code),
        )

    def with_note(self, note: str) -> Account:
        if self.status is Status.ENDED:
            raise AccountEnded
        return self._next(note=note, version=self.version + 1)

    def has_password(self, fingerprint: str) -> bool:
        return hmac.compare_digest(self.secrets.password, fingerprint)

    def has_code(self, fingerprint: str) -> bool:
        return hmac.compare_digest(self.secrets.activation_code, fingerprint)

    def check_usable(self) -> None:
        if self.status is not Status.ACTIVE:
            raise AccountUnusable

    def check_unlocked(self, now: datetime) -> None:
        """Raises Locked with the time that is left."""
        if self.guard.locked_until and self.guard.locked_until > now:
            seconds = -((now - self.guard.locked_until) // timedelta(seconds=1))
            minutes = -(-seconds // 60)
            raise Locked(
                f"{minutes}分後にもう一度お試しください", retry_after=seconds, minutes=minutes
            )

    def right_code(self) -> Account:
        """The budget is whole again."""
        if not self.guard.wrong:
            return self
        return self._next(guard=replace(self.guard, wrong=0, locked_until=None))

    def wrong_code(self, recipient: Person, now: datetime) -> Account:
        """One less in the budget; the last one locks, and tells at most once a day."""
        guard = replace(self.guard, wrong=self._wrong(now) + 1, locked_until=None)
        if guard.wrong < MOST_WRONG_CODES:
            return self._next(guard=guard)
        guard = replace(guard, locked_until=now + LOCK)
        if guard.told_at and now - guard.told_at < TELL_AGAIN:
            return self._next(guard=guard)
        told = ActivationLocked(self.id, recipient, now)
        return self._next(guard=replace(guard, told_at=now), news=(told,))

    def _wrong(self, now: datetime) -> int:
        """A lock that ran out starts a new budget."""
        until = self.guard.locked_until
        return 0 if until and until <= now else self.guard.wrong

    def register(self, fingerprint: str, name: str, now: datetime) -> Account:
        """Bind a terminal; the same one again changes nothing, another raises OtherTerminal."""
        self.check_usable()
        if self.terminal is None:
            return self._next(
                terminal=Terminal(fingerprint, name, now),
                version=self.version + 1,
                news=(TerminalActivated(self.id, now, name),),
            )
        if not hmac.compare_digest(self.terminal.fingerprint, fingerprint):
            raise OtherTerminal
        return self

    def _next(self, **changes: object) -> Account:
        return replace(self, revision=self.revision + 1, **{"news": (), **changes})
