"""Somebody mistypes the address: the page says so within seconds, and one field repairs it."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable

from services.notifier.settings import Settings as NotifierSettings
from services.registration.settings import Settings
from shared import clock
from shared.contracts import Envelope, MailBounced, decode
from shared.messaging.bus import open_bus
from shared.messaging.sqlite_bus import Outgoing
from shared.mongo import database
from tests.bounces.conftest import FACILITY, PASSWORD, PERSON, RIGHT, SAYS, WRONG
from tests.notifier.mail_server import MailServer
from tests.portal.fakes import Browser, text_of

NO_PASSWORD = dict.fromkeys(PASSWORD, "")


def test_the_page_says_so_and_nothing_but_the_address_is_asked_again(
    browser: Browser,
    start_workers: Callable[[], None],
    mail_server: MailServer,
    registration: Settings,
    notifier: NotifierSettings,
) -> None:
    start_workers()
    browser.get("/register")
    browser.submit("/register", **PERSON)
    register(browser, **FACILITY, **PASSWORD, email=WRONG)
    within(5, lambda: SAYS in words(browser))

    register(browser, **FACILITY, **NO_PASSWORD, email=RIGHT)
    [message] = mail_server.wait_for(1)
    assert message["To"] == RIGHT
    assert "届けられませんでした" not in words(browser)

    hear_late(registration, bounce_of(WRONG, notifier))
    assert RIGHT in words(browser)
    assert "届けられませんでした" not in words(browser)


def register(browser: Browser, **fields: str) -> None:
    """From the second page on."""
    browser.get("/register/judo")
    answer = browser.submit("/register/judo", **fields, agree="yes")
    assert answer.location == "/register/confirm", text_of(answer.text)
    browser.get("/register/confirm")
    assert browser.submit("/register/confirm").location == "/register/sent"


def words(browser: Browser) -> str:
    return text_of(browser.get("/register/sent").text)


def bounce_of(email: str, notifier: NotifierSettings) -> Envelope:
    """The news of a mail that was refused, as if it had been told only now."""
    mails = database(notifier.common.mongo_url, "tests", notifier.database)["mails"]
    [row] = mails.find({"recipient": email, "state": "failed"})
    asked = decode(json.dumps(row["envelope"]))
    said = MailBounced(asked.id, str(row["mail"]), asked.subject, email, 550, "550 unknown")
    return Envelope(str(uuid.uuid4()), "notifier", asked.subject, clock.now(), said, 9)


def hear_late(registration: Settings, bounced: Envelope) -> None:
    """Waits until registration is done with it."""
    body = json.dumps(bounced.to_dict())
    publisher = open_bus(registration.common.bus_url).publisher()
    publisher.publish([Outgoing(bounced.id, "MailBounced.v1", body, True)])
    inbox = database(registration.common.mongo_url, "tests", registration.database)["inbox"]
    heard = {"_id": f"registration:{bounced.id}", "state": "done"}
    within(10, lambda: inbox.find_one(heard))


def within(seconds: float, seen: Callable[[], object]) -> None:
    until = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < until
        time.sleep(0.05)
