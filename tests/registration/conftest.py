"""Registration through its HTTP edge, over a real store, with a clock the test moves."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pymongo.database import Database

from services.registration.app import create_app
from services.registration.model.facilities import Facility
from services.registration.model.numbers import RegistrationNumber
from services.registration.settings import Settings
from services.registration.store import INDEXES
from services.registration.store.desk import build_desk
from services.registration.usecases.ports import Desk
from shared import audit, clock
from shared.contracts import decode
from shared.mongo import AWARE, Document, connect, ensure_indexes
from shared.secrets import Keys
from shared.settings import Common, Operator

Db = Database[Document]
PASSWORD = "Kusanagi-8842"
NUMBERS = (
    RegistrationNumber("judo", "契", "012345678"),
    RegistrationNumber("judo", "協", "012345678"),
    RegistrationNumber("ahaki", "", "0123456789"),
    RegistrationNumber("kenshin", "", "0112345678"),
    RegistrationNumber("josan", "", "0112345678"),
)


class Clock:
    """Starts at the real time, so that the store's own expiry leaves documents alone."""

    def __init__(self) -> None:
        self.time = clock.now()

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


class Api:
    """The public API as a foreign frontend sees it, and the mail that left."""

    def __init__(self, client: FlaskClient, db: Db, secrets_dir: Path) -> None:
        self.client, self.db = client, db
        self._unsealer = Keys(secrets_dir, "notifier").unsealer()

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        data = None if body is None else json.dumps(body)
        return self.client.open(
            f"/api/registration/{path}",
            method=method,
            data=data,
            content_type="application/json" if data else None,
            headers=names,
        )

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self("POST", path, {} if body is None else body, **headers)

    def events(self, kind: str = "", collection: str = "users") -> list[Any]:
        """What is still owed to the bus, oldest first, as envelopes."""
        entries = [e for d in self.db[collection].find() for e in d.get("outbox", ())]
        found = [decode(json.dumps(entry)) for entry in sorted(entries, key=lambda e: e["time"])]
        return [each for each in found if kind in ("", each.type)]

    def token(self, kind: str = "RegistrationSubmitted", collection: str = "users") -> str:
        """The token in the newest mail."""
        envelope = self.events(kind, collection)[-1]
        return self._unsealer.open(envelope, "/data/sealed", envelope.data.sealed)["token"]

    def applicant(self, email: str = "hanako@example.jp", **other: Any) -> dict[str, Any]:
        return {
            "family_name": "山田",
            "given_name": "花子",
            "kind": "judo",
            "reg_prefix": "契",
            "reg_number": "012345678",
            "phone": "0312345678",
            "email": email,
            "password": PASSWORD,
            "password2": PASSWORD,
            "agree": True,
            **other,
        }

    def register(self, email: str = "hanako@example.jp", **other: Any) -> Any:
        answer = self.post("registrations", self.applicant(email, **other))
        assert answer.status_code == 202, answer.json
        return answer

    def activated(self, email: str = "hanako@example.jp", **other: Any) -> None:
        self.register(email, **other)
        answer = self.post("activations", {"token": self.token()})
        assert answer.status_code == 200, answer.json

    def sign_in(self, email: str = "hanako@example.jp", password: str = PASSWORD) -> Any:
        return self.post("sessions", {"email": email, "password": password})


@pytest.fixture
def now() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def indexed(mongo_url: str) -> Iterator[Db]:
    """Indexes take longer to make than most tests to run."""
    client = connect(mongo_url, "tests")
    name = f"t{uuid.uuid4().hex[:12]}registration"
    database = client.get_database(name, codec_options=AWARE)
    ensure_indexes(database, {**INDEXES, **audit.INDEXES})
    yield database
    client.drop_database(name)
    client.close()


@pytest.fixture
def db(indexed: Db) -> Db:
    """Empty."""
    for name in indexed.list_collection_names():
        indexed[name].delete_many({})
    return indexed


@pytest.fixture
def settings(mongo_url: str, db: Db, bus_path: Path, secrets_dir: Path) -> Settings:
    common = Common(
        public_url="http://127.0.0.1:8080",
        mongo_url=mongo_url,
        bus_url=f"sqlite://{bus_path}",
        secrets_dir=secrets_dir,
        operator=Operator(),
        trusted_proxies=0,
        log_level="INFO",
    )
    return Settings(common, db.name)


@pytest.fixture
def desk(settings: Settings, db: Db, now: Clock) -> Desk:
    desk = build_desk(settings, db, now)
    desk.store.facilities.add([facility(number) for number in NUMBERS])
    return desk


@pytest.fixture
def api(settings: Settings, desk: Desk, db: Db, now: Clock, secrets_dir: Path) -> Api:
    return Api(create_app(settings, now).test_client(), db, secrets_dir)


def facility(number: RegistrationNumber, name: str = "見本") -> Facility:
    return Facility.numbered(
        number,
        institution_code="1234567890",
        name=f"{name} {number.written}",
        name_kana="ミホン",
        prefecture="東京都",
        address="見本町1-1",
        phone="0300000000",
    )
