"""What the notifier's tests share: a clock they move, sample events, a store, a mail server."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pymongo.database import Database

from services.notifier.mailer import SmtpMailer
from services.notifier.model.mails import Mail
from services.notifier.settings import MAILS_PER_DOMAIN, Settings, SmtpServer
from services.notifier.store import INDEXES, LaneStore, MailStore, PeopleStore
from services.notifier.usecases.delivery import Postman
from services.notifier.usecases.mails import Notifier, queue_mail
from shared.contact import Contact
from shared.contracts import Envelope, decode
from shared.messaging.bell import Bell
from shared.messaging.outbox import Outbox
from shared.mongo import Document, ensure_indexes
from shared.seal import Place
from shared.secrets import Keys
from shared.settings import Operator
from tests.notifier.mail_server import MailServer

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "contracts" / "samples"
TOKEN = "0AbCdEfGhIjKlMnOpQrStUvWxY9"
SENDER = "no-reply@portal.example"
PUBLIC_URL = "https://portal.example"

Envelopes = Callable[..., Envelope]
Postmen = Callable[..., Postman]
Queue = Callable[..., str]


class Clock:
    """Stands still unless the test moves it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, 9, 5, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


def sample(event_type: str) -> Envelope:
    return decode((SAMPLES / f"{event_type}.v1.json").read_bytes())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def envelopes(secrets_dir: Path) -> Envelopes:
    """The sample of a type as a new event, with fields changed and a token really sealed."""
    sealer = Keys(secrets_dir, "registration").sealer()

    def make(event_type: str, *, at: datetime | None = None, **fields: object) -> Envelope:
        known = sample(event_type)
        envelope = dataclasses.replace(known, id=str(uuid.uuid4()), time=at or known.time)
        if envelope.data.sealed_for:
            place = Place(event_type, known.version, envelope.id, "/data/sealed")
            fields["sealed"] = sealer.seal("notifier", place, {"token": TOKEN})
        return dataclasses.replace(envelope, data=dataclasses.replace(known.data, **fields))

    return make


@pytest.fixture
def outbox(secrets_dir: Path, bus_path: Path, clock: Clock) -> Outbox:
    return Outbox("notifier", Keys(secrets_dir, "notifier").sealer(), Bell(str(bus_path)), clock)


@pytest.fixture
def mails(database: Database[Document], outbox: Outbox) -> MailStore:
    ensure_indexes(database, INDEXES)
    return MailStore(database, outbox)


@pytest.fixture
def settings(
    mongo_url: str, database: Database[Document], bus_path: Path, secrets_dir: Path
) -> Settings:
    """Of a notifier on the test's own database, without a mail server."""
    environ = {
        "PORTAL_PUBLIC_URL": PUBLIC_URL,
        "PORTAL_MAIL_FROM": SENDER,
        "PORTAL_MONGO_URL": mongo_url,
        "PORTAL_BUS_PATH": str(bus_path),
        "PORTAL_SECRETS_DIR": str(secrets_dir),
    }
    return dataclasses.replace(Settings.from_env(environ), database=database.name)


@pytest.fixture
def notifier(
    mails: MailStore, database: Database[Document], secrets_dir: Path, clock: Clock
) -> Notifier:
    return Notifier(
        mails=mails,
        people=PeopleStore(database),
        unsealer=Keys(secrets_dir, "notifier").unsealer(),
        contact=Contact(database, Operator()),
        public_url=PUBLIC_URL,
        domain="portal.example",
        now=clock,
        wake=lambda: None,
    )


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def connection(server: MailServer) -> SmtpMailer:
    return SmtpMailer(SmtpServer("smtp", "127.0.0.1", server.port), SENDER)


@pytest.fixture
def mailer(server: MailServer) -> SmtpMailer:
    return connection(server)


def together(postmen: Sequence[Postman]) -> None:
    """All at once, each for one batch."""
    with ThreadPoolExecutor(len(postmen)) as threads:
        for _ in threads.map(Postman.deliver_due, postmen):
            pass


@pytest.fixture
def lanes(database: Database[Document]) -> LaneStore:
    return LaneStore(database)


@pytest.fixture
def postmen(notifier: Notifier, mailer: SmtpMailer, lanes: LaneStore) -> Postmen:
    """Mailers of the same store; each has a name and may have its own connection or store."""

    def make(
        owner: str = "one",
        carrier: SmtpMailer = mailer,
        mails: MailStore | None = None,
        per_domain: int = MAILS_PER_DOMAIN,
        lanes: LaneStore = lanes,
    ) -> Postman:
        own = dataclasses.replace(notifier, mails=mails) if mails else notifier
        return Postman(own, carrier, lanes, per_domain, owner)

    return make


@pytest.fixture
def queue(notifier: Notifier, envelopes: Envelopes) -> Queue:
    """Stores the mail of a new event and gives its id."""

    def queued(
        name: str = "password-changed", event_type: str = "PasswordChanged", **fields: object
    ) -> str:
        envelope: Envelope = envelopes(event_type, **fields)
        queue_mail(notifier, name, envelope)
        return f"{envelope.id}:{name}"

    return queued


@pytest.fixture
def queue_link(queue: Queue) -> Queue:
    def queued(**fields: object) -> str:
        return queue("activation-link", "RegistrationSubmitted", **fields)

    return queued


def found(mails: MailStore, mail_id: str) -> Mail:
    mail = mails.get(mail_id)
    assert mail
    return mail
