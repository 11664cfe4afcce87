"""One account of one terminal. Frozen: every change answers with the next state of the whole."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from services.accounts.model.account_parts import (
    Fingerprints,
    Guard,
    Status,
    Terminal,
    check_account_move,
)
from services.accounts.model.actor import CLOCK, Actor
from services.accounts.model.application import Application
from services.accounts.model.parts import Applicant, Happening, PlannedAccount, Request, answered
from services.accounts.model.refusals import (
    AccountEnded,
    AccountUnusable,
    Locked,
    OtherTerminal,
)
from shared import clock
from shared.contracts import (
    AccountReleased,
    AccountResumed,
    AccountSuspended,
    ActivationLocked,
    CredentialsReissued,
    Event,
    FacilityRef,
    Institution,
    Person,
    Secret,
    TerminalActivated,
)

MOST_WRONG_CODES = 5
LOCK = timedelta(minutes=15)
TELL_AGAIN = timedelta(days=1)


@dataclass(frozen=True)
class Account:
    """`version` counts what people see change, `revision` every conditional save.

    `history` tells staff what happened to it, the oldest first.
    """

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
    release_on: date | None = None
    terminal: Terminal | None = None
    guard: Guard = field(default_factory=Guard)
    document_id: str | None = None
    history: tuple[Happening, ...] = ()
    requests: tuple[Request, ...] = ()
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

    def answers(self, request: Request | None) -> bool:
        """True when this very form made its change already."""
        return answered(self.requests, request)

    def remember(self, request: Request | None) -> Account:
        return replace(self, requests=(*self.requests, request)) if request else self

    def suspend(self, reason: str, actor: Actor, now: datetime) -> Account:
        """Raises IllegalMove unless it is in use."""
        told = AccountSuspended(self.id, now, self.terminal_name)
        changes = {"status": Status.SUSPENDED, "suspended_on": clock.jst_date(now)}
        return self._move("suspend", reason, actor, now, news=(told,), **changes)

    def resume(self, reason: str, actor: Actor, now: datetime) -> Account:
        """Raises IllegalMove unless it is suspended."""
        told = AccountResumed(self.id, now, self.terminal_name)
        changes = {"status": Status.ACTIVE, "suspended_on": None}
        return self._move("resume", reason, actor, now, news=(told,), **changes)

    def release(self, reason: str, actor: Actor, now: datetime) -> Account:
        """For good; raises IllegalMove when it has ended already."""
        told = AccountReleased(self.id, now, self.terminal_name)
        changes = {"status": Status.ENDED, "ended_on": clock.jst_date(now)}
        changes |= {"release_requested": False, "release_on": None}
        return self._move("release", reason, actor, now, news=(told,), **changes)

    def ask_release(self, asked: bool) -> Account:
        """Whether an application to release it is under way."""
        if self.release_requested == asked:
            return self
        return self._next(release_requested=asked, version=self.version + 1)

    def schedule_release(self, day: date) -> Account:
        """It ends when the day comes."""
        if self.release_on == day:
            return self
        return self._next(release_requested=True, release_on=day, version=self.version + 1)

    def reissue(
        self,
        secrets: Fingerprints,
        sealed: Secret,
        recipient: Person,
        reason: str,
        actor: Actor,
        now: datetime,
    ) -> Account:
        """What was issued before is worth nothing from here on, and the terminal must be set up
        anew. `sealed` carries the clear credentials on their way to the outbox."""
        facility = self.facility
        told = CredentialsReissued(
            account_id=self.id,
            issue=secrets.version,
            ref=self.ref,
            facility_id=facility.id,
            user_id=self.applicant.user_id,
            recipient=recipient,
            institution=Institution(facility.institution_code, facility.name),
            sealed=sealed,
        )
        changes = {"secrets": secrets, "terminal": None, "document_id": None, "guard": Guard()}
        return self._move("reissue", reason, actor, now, news=(told,), **changes)

    @property
    def issued_on(self) -> date:
        """The day of the latest credentials."""
        return self.secrets.reissued_on or self.started_on

    @property
    def terminal_name(self) -> str:
        return self.terminal.name if self.terminal else ""

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
        line = Happening(now, "lock", "初期登録の一時停止", CLOCK.name, staff=False)
        guard = replace(guard, told_at=now)
        return self._next(guard=guard, history=(*self.history, line), news=(told,))

    def _wrong(self, now: datetime) -> int:
        """A lock that ran out starts a new budget."""
        until = self.guard.locked_until
        return 0 if until and until <= now else self.guard.wrong

    def register(self, fingerprint: str, name: str, now: datetime) -> Account:
        """Bind a terminal; the same one again changes nothing, another raises OtherTerminal."""
        self.check_usable()
        if self.terminal is None:
            line = Happening(now, "activate", "初期登録", name or "端末", staff=False)
            return self._next(
                terminal=Terminal(fingerprint, name, now),
                history=(*self.history, line),
                version=self.version + 1,
                news=(TerminalActivated(self.id, now, name),),
            )
        if not hmac.compare_digest(self.terminal.fingerprint, fingerprint):
            raise OtherTerminal
        return self

    def _move(
        self, name: str, reason: str, actor: Actor, now: datetime, **changes: object
    ) -> Account:
        """The only place where a status changes."""
        done = check_account_move(self.status, name).done
        line = Happening(now, name, done, actor.name, actor.is_staff, reason)
        history = (*self.history, line)
        return self._next(history=history, version=self.version + 1, **changes)

    def _next(self, **changes: object) -> Account:
        return replace(self, revision=self.revision + 1, **{"news": (), **changes})
