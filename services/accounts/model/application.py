"""One application of one facility, from its submission to its accounts.

Frozen: every move answers with the next state of the whole, `news` holding what it has to tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from services.accounts.model.actor import CLOCK, Actor
from services.accounts.model.parts import (
    Applicant,
    Claim,
    Happening,
    Issued,
    PlannedAccount,
    Request,
    Submission,
    answered,
)
from services.accounts.model.refusals import DeadlinePassed, VersionConflict
from services.accounts.model.transitions import MOVES, State, destination, open_moves
from shared import clock
from shared.contracts import (
    ApplicationCompleted,
    ApplicationRejected,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    Event,
    FacilityRef,
    Institution,
    IssuedAccount,
    Person,
)


@dataclass(frozen=True)
class Application:
    """`planned_accounts` is also the mark that the accounts are still to be stored."""

    ref: str
    kind: str
    state: State
    facility: FacilityRef
    applicant: Applicant
    notes: tuple[str, ...]
    planned_date: date | None
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
    news: tuple[Event, ...] = field(default=(), compare=False)

    @classmethod
    def submit(
        cls,
        ref: str,
        kind: str,
        facility: FacilityRef,
        submission: Submission,
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
            notes=submission.notes,
            planned_date=submission.planned_date,
            submitted_at=now,
            updated_at=now,
            version=1,
            timeline=(Happening(now, "submit", "受付", actor.name, staff=False),),
            news=(ApplicationSubmitted(ref, kind, facility.id),),
        )

    @property
    def terminals(self) -> int:
        """One note per terminal."""
        return len(self.notes)

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
            winner, who = last.told_to(actor), "ほかの職員" if last.staff else "申請者"
            raise VersionConflict(
                f"{who}がこの申請を更新しました（{winner}）", winner=winner, state=str(self.state)
            )

    def check_move(self, move: str, actor: Actor) -> None:
        """Raises IllegalMove."""
        destination(self.state, move, actor.role)

    def take(self, actor: Actor, now: datetime) -> Application:
        return self._move("claim", actor, now, claim=Claim(actor.id, actor.name, now))

    def resubmit(self, submission: Submission, actor: Actor, now: datetime) -> Application:
        if self.is_overdue(now):
            raise DeadlinePassed(f"再申請の期限（{clock.ja_date(self.deadline)}）を過ぎています。")
        return self._move(
            "resubmit",
            actor,
            now,
            notes=submission.notes,
            planned_date=submission.planned_date,
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

    def complete(
        self,
        planned: Sequence[PlannedAccount],
        issued: Sequence[IssuedAccount],
        recipient: Person,
        actor: Actor,
        now: datetime,
    ) -> Application:
        """`issued` carries the clear credentials on their way to the outbox."""
        told = ApplicationCompleted(
            ref=self.ref,
            kind=self.kind,
            facility_id=self.facility.id,
            user_id=self.applicant.user_id,
            recipient=recipient,
            institution=Institution(self.facility.institution_code, self.facility.name),
            accounts=list(issued),
        )
        marks = {"planned_accounts": tuple(planned), "issued": Issued(expected=len(planned))}
        return self._move("complete", actor, now, news=(told,), **marks)

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
            **{"news": (), **changes},
        )
