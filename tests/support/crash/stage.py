"""One portal with everybody on it, for many crashes in a row."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from shared.contracts import routing_key
from shared.messaging.bus import FILE_SCHEME, open_bus
from shared.messaging.relay import WINDOW
from shared.messaging.sqlite_bus import Outgoing
from tests.notifier.mail_server import MailServer
from tests.support.crash.audit import Audit, Facts
from tests.support.crash.control import Control, Death
from tests.support.crash.people import Person
from tests.support.crash.portal import CrashPortal
from tests.support.crash.surroundings import Surroundings, messages_on

SETTLES_WITHIN = 60.0
DIES_WITHIN = 30.0
LOOK_EVERY = 0.2
TERMINALS = 2
T = TypeVar("T")
LINK = re.compile(r"/a/([0-9A-Za-z]{27})\s")


class Stage:
    """`with`: a running portal, an applicant with a facility, a reviewer at the desk."""

    def __init__(self, folder: Path, around: Surroundings, **extra: str) -> None:
        self.portal = CrashPortal(folder, {**around.environment, **extra})
        self.around, self.facts = around, Facts()
        self._numbers = itertools.count(1)

    @property
    def control(self) -> Control:
        return self.portal.control

    @property
    def bus_url(self) -> str:
        return self.around.bus_url or f"{FILE_SCHEME}{self.portal.folder / 'bus.sqlite'}"

    @property
    def age(self) -> float:
        """Seconds since everything runs."""
        return time.monotonic() - self._began

    @property
    def mail(self) -> MailServer:
        return self.around.mail

    def __enter__(self) -> Stage:
        self.portal.start()
        try:
            self._gather()
        except BaseException:
            self.portal.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.portal.stop()

    def _gather(self) -> None:
        self.audit = Audit(
            self.around.mongo_url or self.portal.environment["PORTAL_MONGO_URL"],
            self.facts,
            lambda: self.mail.mails,
            lambda: messages_on(self.bus_url),
        )
        self._began = time.monotonic()
        self._facilities = iter(self.portal.demo["facilities"])
        self._contested = next(self._facilities)
        self.visitor, self.applicant, self.reviewer = (Person(self.portal.url) for _ in range(3))
        self.applicant_address, token = self.registered()
        self.activate(self.applicant_address, token)
        self.applicant.sign_in(self.applicant_address)
        self.reviewer.sign_in_as_staff(self.portal.demo["staff"])

    def register(self, facility: dict[str, object] | None = None) -> str:
        """Somebody new, for a facility that many want; the address."""
        return self._register(self._new_address(), facility or self._contested)

    def bounce(self) -> None:
        """Somebody new, whom their mail server has never heard of."""
        address = self._new_address()
        self.mail.refuses[address] = "550 nobody here"
        self._register(address, self._contested)
        self.facts.bounced.add(address)

    def _new_address(self) -> str:
        return f"person{next(self._numbers)}@clinic.example"

    def _register(self, address: str, facility: dict[str, object]) -> str:
        self.visitor.register(facility, address)
        self.facts.registered.add(address)
        return address

    def registered(self) -> tuple[str, str]:
        """Somebody with a facility of their own and the link in their hands."""
        address = self.register(next(self._facilities))
        return address, until(lambda: self._token(address), f"a mail for {address}")

    def activate(self, address: str, token: str) -> None:
        self.visitor.activate(token)
        self.facts.activated.add(address)

    def claimed(self) -> str:
        """A new application on the reviewer's desk."""
        ref = self.applicant.apply(TERMINALS)
        self.reviewer.claim(ref)
        return ref

    def complete(self, ref: str) -> None:
        self.reviewer.complete(ref)
        self.facts.completed[ref] = TERMINALS

    def complete_and_leave(self, ref: str) -> None:
        self.reviewer.complete_and_leave(ref)
        self.facts.completed[ref] = TERMINALS

    def repeat(self, times: int) -> None:
        """The bus delivers one event of the past again and again."""
        query = {"mail": "registration-complete", "recipient": self.applicant_address}
        envelope = self.audit.store.notifier.mails.find_one(query)["envelope"]
        key = routing_key(envelope["type"], 1)
        event = Outgoing(envelope["id"], key, json.dumps(envelope), mandatory=True)
        publisher = open_bus(self.bus_url).publisher()
        for sent in range(0, times, WINDOW):
            publisher.publish([event] * min(WINDOW, times - sent))

    def replay(self, service: str) -> None:
        """The administrator has the dead of a service tried again."""
        admin = Person(self.portal.url)
        [who] = (each for each in self.portal.demo["staff_others"] if each["role"] == "admin")
        admin.sign_in_as_staff(who)
        for letter in admin.signed("GET", f"{service}/inbox?state=dead")["items"]:
            admin.signed("POST", f"{service}/inbox/{letter['id']}/replay", {})

    def crash(
        self,
        deaths: Sequence[Death],
        act: Callable[[], object],
        settles_within: float = SETTLES_WITHIN,
    ) -> float:
        """Seconds from the last death until every promise is kept again."""
        self.control.arm(*deaths)
        try:
            act()
            until(lambda: self.control.happened(*deaths), f"no marker of {deaths}", DIES_WITHIN)
        finally:
            self.control.arm()
        return self.settle(settles_within)

    def settle(self, within: float = SETTLES_WITHIN) -> float:
        """Seconds until the audit has nothing to complain of."""
        began = time.monotonic()
        while complaints := self.audit.complaints():
            assert time.monotonic() - began < within, "; ".join(complaints)
            time.sleep(LOOK_EVERY)
        return time.monotonic() - began

    def _token(self, address: str) -> str | None:
        for mail in reversed(self.mail.mails):
            if mail["To"] == address and (link := LINK.search(mail.get_content())):
                return link[1]
        return None


@contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[None]:
    """`act` runs beside the body; what it raises is raised at the end."""
    with ThreadPoolExecutor(1) as beside:
        acting = beside.submit(act)
        yield
        acting.result()


def until(fact: Callable[[], T], what: str, seconds: float = SETTLES_WITHIN) -> T:
    """The first true answer of `fact`."""
    end = time.monotonic() + seconds
    while not (answer := fact()):
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.05)
    return answer
