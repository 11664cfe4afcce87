"""The service behind its edges, over a real store, with a clock the test moves."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.documents.settings import Settings
from services.documents.worker import prepare
from shared import mongo
from shared.mongo import Document
from tests.documents.office import Clock, Office


@pytest.fixture
def settings(mongo_url: str, bus_path: Path, secrets_dir: Path) -> Settings:
    return Settings.from_env(
        {
            "PORTAL_PUBLIC_URL": "http://127.0.0.1:8080",
            "PORTAL_MONGO_URL": mongo_url,
            "PORTAL_BUS_PATH": str(bus_path),
            "PORTAL_SECRETS_DIR": str(secrets_dir),
            "PORTAL_DATABASE_PREFIX": f"t{uuid.uuid4().hex[:12]}_",
        }
    )


@pytest.fixture
def db(settings: Settings) -> Iterator[mongo.Database[Document]]:
    prepare(settings)
    db = mongo.database(settings.common.mongo_url, "tests", settings.database)
    yield db
    db.client.drop_database(db.name)
    db.client.close()


@pytest.fixture
def office(settings: Settings, db: mongo.Database[Document]) -> Office:
    return Office(settings, db, Clock())
