"""One application of one facility, from its submission to what comes of it.

Frozen: every move answers with the next state of the whole, `news` holding what it has to tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from services.accounts.model.actor import CLOCK, Actor
from services.accounts.model.contents import Content
from services.accounts.model.notice import Notice
from services.accounts.model.parts import (
    Applicant,
    Claim,
    Happening,
    Issued,
    Outcome,
    PlannedAccount,
    Request,
    answered,
)
from services.accounts.model.refusals import AnotherPlace, DeadlinePassed, VersionConflict
from services.accounts.model.transitions import MOVES, State, destination, open_moves
from shared import clock
from shared.contracts import (
    ApplicationRejected,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    Event,
    FacilityRef,
    Person,
)

SETTLING = ("resubmit", "withdraw", "lapse", "reject", "complete")


@dataclass(frozen=True)
class Application:
    """`planned_accounts` is also the mark that the accounts are still to be stored, `unsettled`
    that the account it touches may not follow it yet."""

    ref: str
    kind: str
    state: State
    facility: FacilityRef
    applicant: Applicant
    content: Content
    submitted_at: datetime
    updated_at: datetime
    version: int
    claim: Claim | None = None
    comment: str | None = None
    deadline: date | None = None
    timeline: tuple[Happening, ...] = ()
    requests: tuple[Request, ...] = ()
    planned_accounts: tuple[PlannedAccount, ...] = ()
    issued: Issued | None = None
    notice: Notice | None = None
    unsettled: bool = False
    news: tuple[Event, ...] = field(default=(), compare=False)

    @classmethod
    def submit(
        cls,
        ref: str,
        kind: str,
        facility: FacilityRef,
        content: Content,
        applicant: Applicant,
        actor: Actor,
        now: datetime,
    ) -> Application:
        return cls(
            ref=ref,
            kind=kind,
            state=State.SUBMITTED,
            facility=facility,
            applicant=applicant,
            content=content,
            submitted_at=now,
            updated_at=now,
            version=1,
            timeline=(Happening(now, "submit", "受付", actor.name, staff=False),),
            unsettled=content.touches_account,
            news=(ApplicationSubmitted(ref, kind, facility.id),),
        )

    def moves(self, role: str) -> list[str]:
        return open_moves(self.state, role)

    def answers(self, request: Request | None) -> bool:
        """True when this very form made its change already."""
        return answered(self.requests, request)

    def remember(self, request: Request | None) -> Application:
        return replace(self, requests=(*self.requests, request)) if request else self

    def check_version(self, seen: int, actor: Actor) -> None:
        """Raises VersionConflict when `seen` is not the present version."""
        if seen != self.version:
            last = next(each for each in reversed(self.timeline) if each.what != "publish")
            winner, detail = last.conflict(actor)
            raise VersionConflict(detail, winner=winner, state=str(self.state))

    def check_move(self, move: str, actor: Actor) -> None:
        """Raises IllegalMove."""
        destination(self.state, move, actor.role)

    def take(self, actor: Actor, now: datetime) -> Application:
        return self._move("claim", actor, now, claim=Claim(actor.id, actor.name, now))

    def resubmit(self, content: Content, actor: Actor, now: datetime) -> Application:
        if self.is_overdue(now):
            raise DeadlinePassed(f"再申請の期限（{clock.ja_date(self.deadline)}）を過ぎています。")
        if content.place != self.content.place:
            raise AnotherPlace
        return self._move(
            "resubmit",
            actor,
            now,
            content=content,
            claim=None,
            comment=None,
            deadline=None,
            news=(ApplicationSubmitted(self.ref, self.kind, self.facility.id),),
        )

    def withdraw(self, actor: Actor, now: datetime) -> Application:
        return self._move("withdraw", actor, now, news=self._withdrawn())

    def lapse(self, now: datetime) -> Application:
        """Nobody corrected it in time."""
        return self._move("lapse", CLOCK, now, news=self._withdrawn())

    def send_back(
        self, comment: str, deadline: date, recipient: Person, actor: Actor, now: datetime
    ) -> Application:
        told = ApplicationReturned(self.ref, self.kind, recipient, comment, deadline.isoformat())
        return self._move("return", actor, now, comment=comment, deadline=deadline, news=(told,))

    def reject(self, comment: str, recipient: Person, actor: Actor, now: datetime) -> Application:
        told = ApplicationRejected(self.ref, self.kind, recipient, comment)
        return self._move("reject", actor, now, comment=comment, news=(told,))

    def revoke(self, comment: str, recipient: Person, now: datetime) -> Application:
        """What was approved could not be done."""
        told = ApplicationRejected(self.ref, self.kind, recipient, comment)
        return self._move("revoke", CLOCK, now, comment=comment, news=(told,))

    def complete(self, outcome: Outcome, actor: Actor, now: datetime) -> Application:
        marks: dict[str, object] = {}
        if outcome.accounts:
            issued = Issued(expected=len(outcome.accounts))
            marks = {"planned_accounts": outcome.accounts, "issued": issued}
        return self._move("complete", actor, now, news=outcome.news, **marks)

    def noted(self, now: datetime, **changes: object) -> Application:
        """Something beside its state has changed."""
        return replace(self, version=self.version + 1, updated_at=now, **{"news": (), **changes})

    def told(self, what: str, label: str, actor: Actor, now: datetime) -> Application:
        """With one more line in its timeline."""
        happening = Happening(now, what, label, actor.name, actor.is_staff)
        return replace(self, timeline=(*self.timeline, happening))

    def is_overdue(self, now: datetime) -> bool:
        """The deadline's own day still counts, in Japan."""
        return self.deadline is not None and clock.jst_date(now) > self.deadline

    def _withdrawn(self) -> tuple[Event, ...]:
        return (ApplicationWithdrawn(self.ref, self.kind, self.facility.id),)

    def _move(self, move: str, actor: Actor, now: datetime, **changes: object) -> Application:
        """The only place where a state changes."""
        state = destination(self.state, move, actor.role)
        comment = changes.get("comment")
        happening = Happening(now, move, MOVES[move].done, actor.name, actor.is_staff, comment)
        return replace(
            self,
            state=state,
            version=self.version + 1,
            updated_at=now,
            timeline=(*self.timeline, happening),
            unsettled=self.unsettled or (self.content.touches_account and move in SETTLING),
            **{"news": (), **changes},
        )
