"""`./portal up` with a real store, broker or mail server in place of the embedded one."""

from __future__ import annotations

import email
import re
from collections.abc import Callable, Iterator
from email import policy
from pathlib import Path

import pytest
from pymongo import MongoClient

from deploy.bench.broker import Broker, empty_queues
from deploy.bench.people import PASSWORD, Api, registration_body, token_from_mail
from deploy.bench.temporary import TemporaryPortal
from shared.messaging.rabbit import kombu_connection
from tests.notifier.mail_server import MailServer
from tests.onebox.waiting import eventually
from tests.support.store import StoreServer

ADDRESS = "person@clinic.example"
LINK = re.compile(r"/a/([0-9A-Za-z]{27})\s")

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[StoreServer]:
    server = StoreServer(tmp_path / "real-store")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def test_a_real_broker(tmp_path: Path, broker: Broker) -> None:
    empty_queues(broker.url)
    with TemporaryPortal(_folder(tmp_path), PORTAL_AMQP_URL=broker.url) as portal:
        _become_user(portal, lambda: token_from_mail(portal.mailbox, ADDRESS))
        assert _consumers(broker.url) == 1
    assert not (portal.folder / "bus.sqlite").exists()


def test_a_real_store(tmp_path: Path, own_store: StoreServer) -> None:
    with TemporaryPortal(_folder(tmp_path), PORTAL_MONGO_URL=own_store.url) as portal:
        _become_user(portal, lambda: token_from_mail(portal.mailbox, ADDRESS))
    assert not (portal.folder / "store").exists()
    with MongoClient(own_store.url) as client:
        assert client.registration.users.find_one({"email": ADDRESS})


def test_a_real_mail_server(tmp_path: Path, mail_server: MailServer) -> None:
    url = f"smtp://127.0.0.1:{mail_server.port}"
    with TemporaryPortal(_folder(tmp_path), PORTAL_SMTP_URL=url) as portal:
        _become_user(portal, lambda: _token_sent_to(mail_server))
    assert not portal.mailbox.exists()


def test_all_of_them(
    tmp_path: Path, broker: Broker, own_store: StoreServer, mail_server: MailServer
) -> None:
    empty_queues(broker.url)
    parts = {
        "PORTAL_AMQP_URL": broker.url,
        "PORTAL_MONGO_URL": own_store.url,
        "PORTAL_SMTP_URL": f"smtp://127.0.0.1:{mail_server.port}",
    }
    with TemporaryPortal(_folder(tmp_path), **parts) as portal:
        _become_user(portal, lambda: _token_sent_to(mail_server))
    left = {path.name for path in portal.folder.iterdir()}
    assert not left & {"bus.sqlite", "store", "mailbox"}


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "portal"
    folder.mkdir()
    return folder


def _become_user(portal: TemporaryPortal, token: Callable[[], str]) -> None:
    """Registration, event, mail, activation, sign-in."""
    api = Api(portal.url)
    body = registration_body(portal.demo["facilities"][0], ADDRESS)
    api.call("POST", "registration/registrations", body)
    api.call("POST", "registration/activations", {"token": token()})
    api.call("POST", "registration/sessions", {"email": ADDRESS, "password": PASSWORD})


def _token_sent_to(server: MailServer) -> str:
    found: list[str] = []

    def arrived() -> list[str]:
        mails = [email.message_from_bytes(raw, policy=policy.default) for raw in server.accepted]
        found.extend(token for mail in mails for token in LINK.findall(mail.get_content()))
        return found

    eventually(arrived, 60.0)
    return found[0]


def _consumers(url: str) -> int:
    """How many listen to the notifier's queue."""
    with kombu_connection(url) as connection:
        declared = connection.default_channel.queue_declare("notifier", passive=True)
        return int(declared.consumer_count)
