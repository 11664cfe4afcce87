"""The service behind its HTTP edge, over a real store, with a clock the test moves."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.accounts.settings import Settings
from services.accounts.worker import prepare
from shared import mongo
from shared.mongo import Document
from tests.accounts.desk import Clock, Desk, Sheet


@pytest.fixture
def environ(mongo_url: str, bus_path: Path, secrets_dir: Path) -> dict[str, str]:
    return {
        "PORTAL_PUBLIC_URL": "http://127.0.0.1:8080",
        "PORTAL_MONGO_URL": mongo_url,
        "PORTAL_BUS_PATH": str(bus_path),
        "PORTAL_SECRETS_DIR": str(secrets_dir),
        "PORTAL_DATABASE_PREFIX": f"t{uuid.uuid4().hex[:12]}_",
    }


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return Settings.from_env(environ)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def db(settings: Settings) -> Iterator[mongo.Database[Document]]:
    prepare(settings)
    db = mongo.database(settings.common.mongo_url, "tests", settings.database)
    yield db
    db.client.drop_database(db.name)
    db.client.close()


@pytest.fixture
def desk(settings: Settings, db: mongo.Database[Document], clock: Clock) -> Desk:
    return Desk(settings, db, clock)


@pytest.fixture
def sheet(desk: Desk) -> Sheet:
    """The four values of one fresh account."""
    return desk.sheet()
