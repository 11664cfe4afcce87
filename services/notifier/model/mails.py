"""A mail and its life.

queued → sending → sent
                 → deferred (tried again later) → sending …
                 → unknown (the answer was lost; one more copy) → sending …
                 → failed · expired · cancelled
`due_at` is the moment from which a mailer may take the mail up; a finished mail has none.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from services.notifier.model.replies import Attempt, Reply, Verdict
from services.notifier.model.resending import LinkMail, Resending, StillUnderway
from services.notifier.model.states import Standing, State
from shared.contracts import Envelope, Event, MailBounced, Sealed

LEASE = timedelta(seconds=20)
SECOND_COPY_AFTER = timedelta(seconds=30)
PAUSES = tuple(timedelta(seconds=s) for s in (1, 5, 30, 120, 300))
GIVE_UP_AFTER = timedelta(days=4)
ATTEMPTS_KEPT = 20
EMAIL_CHANGE_NOTICE = "email-change-notice"
RESENDABLE = (State.SENT, State.FAILED, State.DEFERRED)


@dataclass
class Mail:
    """One mail for one event. `envelope` keeps its secret sealed, and only until the end;
    `news` is what the next save makes known."""

    name: str
    envelope: Envelope
    message_id: str
    created_at: datetime
    queued_at: datetime
    due_at: datetime | None
    state: State = State.QUEUED
    owner: str = ""
    handed_at: datetime | None = None
    in_doubt: bool = False
    sent_at: datetime | None = None
    attempts: int = 0
    history: list[Attempt] = field(default_factory=list)
    resendings: list[Resending] = field(default_factory=list)
    revision: int = 0
    news: list[Event] = field(default_factory=list)

    @classmethod
    def asked_for(cls, name: str, envelope: Envelope, *, domain: str, now: datetime) -> Mail:
        return cls(
            name=name,
            envelope=_bare(envelope) if name == EMAIL_CHANGE_NOTICE else envelope,
            message_id=f"<{envelope.id}.{name}@{domain}>",
            created_at=now,
            queued_at=now,
            due_at=now,
        )

    @property
    def id(self) -> str:
        return f"{self.envelope.id}:{self.name}"

    @property
    def recipient(self) -> str:
        event = self.envelope.data
        if self.name == EMAIL_CHANGE_NOTICE:
            return str(event.present_email)
        person = getattr(event, "recipient", event)
        return str(person.email)

    @property
    def address(self) -> str:
        """Where it goes: the recipient's, or a later one that staff chose."""
        chosen = [resending.to for resending in self.resendings if resending.to]
        return chosen[-1] if chosen else self.recipient

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2].lower()

    @property
    def carries_link(self) -> bool:
        return bool(self.envelope.data.sealed_for) and self.name != EMAIL_CHANGE_NOTICE

    @property
    def topic(self) -> str | None:
        """Links of one topic replace each other."""
        return f"{self.name}:{self.envelope.subject}" if self.carries_link else None

    @property
    def order(self) -> str:
        """Sorts the mails of one topic from old to new."""
        return f"{self.envelope.time:%Y-%m-%dT%H:%M:%S.%f}:{self.envelope.aggregateversion:012d}"

    @property
    def link_expires_at(self) -> datetime | None:
        return self.envelope.data.expires_at if self.carries_link else None

    @property
    def standing(self) -> Standing:
        return next(each for each in Standing if self.state in each.states)

    @property
    def can_be_resent(self) -> bool:
        return not self.carries_link and self.state in RESENDABLE

    def link_expired(self, now: datetime) -> bool:
        return self.link_expires_at is not None and self.link_expires_at <= now

    @property
    def error(self) -> str | None:
        """Why it has not been sent, in the server's words."""
        return self.history[-1].reason if self.history and self.state != State.SENT else None

    def in_hand(self, now: datetime) -> bool:
        """Whether a living mailer is at work on it."""
        return self.state is State.SENDING and self.due_at is not None and self.due_at > now

    def take(self, owner: str, now: datetime) -> bool:
        """Begin an attempt; False when an earlier copy's answer was lost: then one is owed."""
        if self.handed_at:
            self.conclude(Reply(Verdict.UNANSWERED, "no answer was stored"), now)
            return False
        self.state, self.owner = State.SENDING, owner
        self.attempts += 1
        self.due_at = now + LEASE
        return True

    def hand_over(self, now: datetime) -> None:
        """From here on a copy may have arrived even if we never hear so."""
        self.handed_at = now
        self.due_at = now + LEASE

    def conclude(self, reply: Reply, now: datetime, spread: float = 0.5) -> None:
        """What follows from the server's word. `spread` (0–1) scatters the next attempts."""
        self.history = [*self.history, Attempt(now, reply.verdict, reply.reason)][-ATTEMPTS_KEPT:]
        if reply.verdict is Verdict.ACCEPTED:
            self.sent_at = now
            self.end(State.SENT)
        elif reply.verdict is Verdict.REFUSED:
            self._bounce(reply)
        elif reply.verdict is Verdict.UNANSWERED:
            self._doubt(now)
        else:
            self._defer(now, spread)

    def postpone(self, until: datetime) -> None:
        """Taken up too early: it waits as it did, and this counts for nothing."""
        self.attempts -= 1
        before = State.DEFERRED if self.attempts else State.QUEUED
        self._wait(State.UNKNOWN if self.in_doubt else before, until)

    def end(self, state: State) -> None:
        """Nothing more will be sent, so the secret goes."""
        self.state, self.owner, self.due_at = state, "", None
        if self.carries_link:
            self.envelope = _bare(self.envelope)

    def send_again(self, wish: Resending) -> bool:
        """False when this wish was heard already. Raises LinkMail, StillUnderway."""
        if any(wish.repeats(earlier) for earlier in self.resendings):
            return False
        if self.carries_link:
            raise LinkMail
        if not self.can_be_resent:
            raise StillUnderway
        self.resendings = [*self.resendings, wish]
        self.queued_at, self.attempts, self.in_doubt = wish.at, 0, False
        self._wait(State.QUEUED, wish.at)
        return True

    def _bounce(self, reply: Reply) -> None:
        """Without a code the server was not even asked, and nobody else need hear of it."""
        self.end(State.FAILED)
        if reply.code:
            asked = self.envelope
            self.news.append(
                MailBounced(
                    event_id=asked.id,
                    mail=self.name,
                    about=asked.subject,
                    email=self.address,
                    code=reply.code,
                    reason=reply.reason,
                )
            )

    def _doubt(self, now: datetime) -> None:
        if self.in_doubt:
            self.end(State.FAILED)
            return
        self.in_doubt = True
        self._wait(State.UNKNOWN, now + SECOND_COPY_AFTER)

    def _defer(self, now: datetime, spread: float) -> None:
        if now - self.queued_at > GIVE_UP_AFTER:
            self.end(State.FAILED)
            return
        pause = PAUSES[min(self.attempts, len(PAUSES)) - 1]
        self._wait(State.DEFERRED, now + pause * (0.75 + spread / 2))

    def _wait(self, state: State, due_at: datetime) -> None:
        self.state, self.owner, self.due_at, self.handed_at = state, "", due_at, None


def _bare(envelope: Envelope) -> Envelope:
    """Without its secret."""
    return replace(envelope, data=replace(envelope.data, sealed=Sealed("", "")))  # type: ignore[call-arg]
