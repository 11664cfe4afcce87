"""Carrying due mails to the server: each step is stored before the next one is taken."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from typing import Protocol

from services.notifier.emails import Email
from services.notifier.model.lanes import NOT_NOW, Lane
from services.notifier.model.mails import LEASE, Mail, State
from services.notifier.model.replies import Reply, Verdict
from services.notifier.usecases.mails import Notifier, write_mail
from shared.errors import StoreAway
from shared.seal import SealBroken

log = logging.getLogger(__name__)
BATCH = 50
TRIES_TO_KEEP_AN_ANSWER = 5


class Carrier(AbstractContextManager["Carrier"], Protocol):
    """One connection to the mail server for as long as it is used as a context."""

    def send(
        self, email: Email, mail: Mail, now: datetime, hand_over: Callable[[], None]
    ) -> Reply: ...


class Lanes(Protocol):
    """What all workers know of the roads to the domains."""

    def ask(self, domain: str, now: datetime) -> Lane: ...
    def rest(self, domain: str, until: datetime, refusals: int) -> None: ...
    def cheer(self, domain: str) -> None: ...


class Unwanted(Exception):
    """The mail must not leave any more."""

    def __init__(self, end: State) -> None:
        self.end = end
        super().__init__(end)


class Overtaken(Exception):
    """Another worker has the mail, or it was ended meanwhile."""


class Postman:
    """One mailer; several may work side by side, and together send one domain `per_minute`
    mails. `owner` names this one in its leases.
    """

    def __init__(
        self, notifier: Notifier, carrier: Carrier, lanes: Lanes, per_minute: int, owner: str
    ) -> None:
        self._notifier, self._mails, self._now = notifier, notifier.mails, notifier.now
        self._carrier, self._owner = carrier, owner
        self._lanes, self._per_minute = lanes, per_minute
        self._in_hand: Mail | None = None

    def deliver_due(self) -> bool:
        """One batch over one connection; True when more may be waiting."""
        due = self._mails.due(self._now(), BATCH)
        if not due:
            return False
        with self._carrier:
            for mail in due:
                if self._deliver(mail) is Verdict.AWAY:
                    return False
        return len(due) == BATCH

    def renew(self) -> None:
        """Called every few seconds from beside: the mail in hand keeps its lease."""
        if mail := self._in_hand:
            self._mails.renew(mail.id, self._owner, self._now() + LEASE)

    def _deliver(self, mail: Mail) -> Verdict | None:
        """One turn of one mail; None when it was not put to the server to the end."""
        try:
            self._check_wanted(mail)
            if self._take(mail):
                self._in_hand = mail
                return self._send_in_turn(mail)
        except Unwanted as unwanted:
            mail.end(unwanted.end)
            self._mails.save(mail)
        except Overtaken:
            log.info("mail overtaken", extra={"mail": mail.id})
        finally:
            self._in_hand = None
        return None

    def _take(self, mail: Mail) -> bool:
        begun = mail.take(self._owner, self._now())
        return self._mails.save(mail) and begun

    def _send_in_turn(self, mail: Mail) -> Verdict | None:
        """None while its domain has had enough for now. Only a mail in hand asks, so that no
        two workers ask for the same one."""
        now = self._now()
        lane = self._lanes.ask(mail.domain, now)
        turn = lane.turn(self._per_minute)
        if turn <= now:
            return self._send(mail, lane)
        mail.postpone(turn)
        self._mails.save(mail)
        return None

    def _send(self, mail: Mail, lane: Lane) -> Verdict:
        reply = self._attempt(mail)
        mail.conclude(reply, self._now(), random.random())
        self._keep_answer(mail)
        self._remember(mail.domain, lane, reply.code)
        facts = {"mail": mail.id, "verdict": reply.verdict, "state": mail.state}
        log.info("mail attempted", extra=facts)
        return reply.verdict

    def _remember(self, domain: str, lane: Lane, code: int | None) -> None:
        if code in NOT_NOW:
            self._lanes.rest(domain, self._now() + lane.rest(), lane.refusals + 1)
        elif code and lane.refusals:
            self._lanes.cheer(domain)

    def _attempt(self, mail: Mail) -> Reply:
        try:
            email = write_mail(self._notifier, mail)
            return self._carrier.send(email, mail, self._now(), lambda: self._hand_over(mail))
        except (Unwanted, Overtaken, StoreAway):
            raise
        except SealBroken:
            return Reply(Verdict.REFUSED, "the sealed field does not open")
        except Exception as error:
            log.exception("mail not sent", extra={"mail": mail.id})
            lost = Verdict.UNANSWERED if mail.handed_at else Verdict.LATER
            return Reply(lost, type(error).__name__)

    def _hand_over(self, mail: Mail) -> None:
        self._check_wanted(mail)
        mail.hand_over(self._now())
        if not self._mails.save(mail):
            raise Overtaken

    def _check_wanted(self, mail: Mail) -> None:
        if mail.link_expired(self._now()):
            raise Unwanted(State.EXPIRED)
        if self._mails.superseded(mail):
            raise Unwanted(State.CANCELLED)

    def _keep_answer(self, mail: Mail) -> None:
        """Through a short absence of the store, as a lost answer costs a second copy."""
        for _ in range(TRIES_TO_KEEP_AN_ANSWER):
            with suppress(StoreAway):
                self._mails.save(mail)
                return
        raise StoreAway
