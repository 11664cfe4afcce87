"""From an event on the bus to a mail in the box, with the worker as it really runs."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.notifier.settings import Settings, SmtpServer
from services.notifier.store import MailStore
from services.notifier.worker import build_worker, prepare
from shared.contracts import Envelope, consumed_by, routing_key
from shared.messaging.bus import open_bus
from shared.messaging.sqlite_bus import Outgoing
from tests.notifier.conftest import TOKEN, Envelopes
from tests.notifier.mail_server import MailServer

Publish = Callable[[Envelope], None]


@pytest.fixture
def publish(settings: Settings) -> Publish:
    publisher = open_bus(settings.common.bus_url).publisher()

    def published(envelope: Envelope) -> None:
        key = routing_key(envelope.type, envelope.version)
        publisher.publish([Outgoing(envelope.id, key, json.dumps(envelope.to_dict()), True)])

    return published


@contextmanager
def running(settings: Settings) -> Iterator[None]:
    prepare(settings)
    worker = build_worker(settings)
    worker.start()
    yield
    worker.stop()
    assert not worker.alive()


@pytest.fixture
def with_server(settings: Settings, server: MailServer) -> Settings:
    return replace(settings, smtp=SmtpServer("smtp", "127.0.0.1", server.port))


def mails_of(envelope: Envelope) -> int:
    """A change of address is told to the new one and to the present one; settings to nobody."""
    return {"EmailChangeRequested": 2, "SettingsChanged": 0}.get(envelope.type, 1)


def test_every_event_for_people_becomes_its_mails_once(
    with_server: Settings, publish: Publish, envelopes: Envelopes, server: MailServer
) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    made = [
        envelopes(event.__name__, **({"expires_at": tomorrow} if event.sealed_for else {}))
        for event in consumed_by("notifier")
    ]
    with running(with_server):
        for envelope in made:
            publish(envelope)
            publish(envelope)
        messages = server.wait_for(sum(mails_of(envelope) for envelope in made))
    named = Counter(message["X-Portal-Event-Id"] for message in messages)
    assert named == {each.id: mails_of(each) for each in made if mails_of(each)}
    assert sum(TOKEN in message.get_content() for message in messages) == 3


def test_a_mail_leaves_within_moments(
    with_server: Settings, publish: Publish, envelopes: Envelopes, server: MailServer
) -> None:
    with running(with_server):
        publish(envelopes("PasswordChanged"))
        server.wait_for(1)
        took = []
        for count in range(2, 7):
            began = time.monotonic()
            publish(envelopes("PasswordChanged"))
            server.wait_for(count)
            took.append(time.monotonic() - began)
    assert sorted(took)[2] < 0.5


def test_without_a_mail_server_mails_wait_as_queued(
    settings: Settings, publish: Publish, envelopes: Envelopes, mails: MailStore
) -> None:
    envelope = envelopes("PasswordChanged")
    with running(settings):
        publish(envelope)
        until = time.monotonic() + 10
        while not (mail := mails.get(f"{envelope.id}:password-changed")):
            assert time.monotonic() < until
    assert (mail.state, mail.attempts) == ("queued", 0)
