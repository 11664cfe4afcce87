"""Portal, registration, notifier and both workers in one process; a mail server that refuses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from pymongo import MongoClient
from werkzeug.serving import make_server

from services.notifier import worker as notifier_worker
from services.notifier.settings import Settings as NotifierSettings
from services.portal.app import create_app as create_portal
from services.portal.settings import Settings as PortalSettings
from services.registration import worker as registration_worker
from services.registration.app import create_app as create_registration
from services.registration.model.numbers import RegistrationNumber
from services.registration.settings import Settings
from services.registration.store.desk import build_desk
from shared import mongo
from tests.notifier.mail_server import MailServer
from tests.portal.fakes import PUBLIC_URL, Browser
from tests.registration.conftest import facility
from tests.support.store import free_port

NUMBER = RegistrationNumber("judo", "契", "012345678")
WRONG, RIGHT = "wrong@clinic.example", "right@clinic.example"
SAYS = f"{WRONG} に確認メールを届けられませんでした。"
PERSON = {"family_name": "山田", "given_name": "花子", "kind": "judo"}
PASSWORD = {"password": "Kusanagi-8842", "password2": "Kusanagi-8842"}
FACILITY = {"reg_prefix": NUMBER.prefix, "reg_number": NUMBER.digits, "phone": "0312345678"}


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """Knows nobody by the wrong address."""
    with MailServer() as server:
        server.refuses[WRONG] = "550 5.1.1 User unknown"
        yield server


@pytest.fixture
def environ(
    mongo_url: str, bus_path: Path, secrets_dir: Path, mail_server: MailServer
) -> Iterator[dict[str, str]]:
    prefix = f"t{free_port()}"
    yield {
        "PORTAL_PUBLIC_URL": PUBLIC_URL,
        "PORTAL_MONGO_URL": mongo_url,
        "PORTAL_DATABASE_PREFIX": prefix,
        "PORTAL_BUS_PATH": str(bus_path),
        "PORTAL_SECRETS_DIR": str(secrets_dir),
        "PORTAL_SMTP_URL": mail_server.url,
    }
    with MongoClient[mongo.Document](mongo_url) as client:
        for name in ("registration", "notifier"):
            client.drop_database(prefix + name)


@pytest.fixture
def registration(environ: dict[str, str]) -> Settings:
    """Of a service with one facility in its master."""
    settings = Settings.from_env(environ)
    registration_worker.prepare(settings)
    database = mongo.database(settings.common.mongo_url, "tests", settings.database)
    build_desk(settings, database).store.facilities.add([facility(NUMBER)])
    return settings


@pytest.fixture
def notifier(environ: dict[str, str]) -> NotifierSettings:
    settings = NotifierSettings.from_env(environ)
    notifier_worker.prepare(settings)
    return settings


@pytest.fixture
def start_workers(
    registration: Settings, notifier: NotifierSettings
) -> Iterator[Callable[[], None]]:
    """Starts the workers of registration and notifier."""
    with ExitStack() as stack:

        def start() -> None:
            for worker in (
                registration_worker.build_worker(registration),
                notifier_worker.build_worker(notifier),
            ):
                worker.start()
                stack.callback(worker.stop)

        yield start


@pytest.fixture
def browser(registration: Settings) -> Browser:
    """Of a person without scripts."""
    return Browser(portal(registration, PUBLIC_URL).test_client())


@contextmanager
def served(registration: Settings) -> Iterator[str]:
    """The portal's address while it can be reached."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = make_server("127.0.0.1", port, portal(registration, url), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield url
    server.shutdown()
    thread.join()


def portal(registration: Settings, url: str) -> Flask:
    services = {"registration": create_registration(registration)}
    return create_portal(PortalSettings(public_url=url, cookie_key=b"k" * 32), services)
