"""The road from the outbox to the handler, the same on every bus."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pymongo.database import Database

from shared.contracts import Envelope, PasswordChanged
from shared.errors import StoreAway
from shared.messaging import consumer, inbox
from shared.messaging.bus import Bus
from shared.messaging.outbox import OUTBOX_INDEX, Outbox
from shared.messaging.sqlite_bus import Outgoing
from shared.messaging.worker import Worker
from shared.mongo import Document, ensure_indexes
from shared.secrets import Keys

PATIENCE = 15.0
KEY = "PasswordChanged.v1"
Db = Database[Document]
Heard = queue.Queue[Envelope]


@pytest.fixture
def db(database: Db) -> Db:
    ensure_indexes(database, {"users": [OUTBOX_INDEX], **inbox.INDEXES})
    return database


@pytest.fixture
def outbox(secrets_dir: Path, any_bus: Bus) -> Outbox:
    return Outbox("notifier", Keys(secrets_dir, "notifier").sealer(), any_bus.bell)


@pytest.fixture
def works(db: Db, any_bus: Bus) -> Iterator[Callable[..., Heard]]:
    """Starts a worker; what its handler heard comes out of the queue."""
    started: list[Worker] = []

    def start(handle: Callable[[Envelope], None] = lambda envelope: None) -> Heard:
        heard = Heard()

        def hears(envelope: Envelope) -> None:
            handle(envelope)
            heard.put(envelope)

        worker = Worker("notifier", any_bus, db, ["users"], {PasswordChanged: hears})
        worker.start()
        started.append(worker)
        return heard

    yield start
    assert all(worker.alive() for worker in started)
    for worker in started:
        worker.stop()


def changed(user: str) -> PasswordChanged:
    return PasswordChanged(user, f"{user}@example.jp", "山田", "花子", datetime.now(UTC))


def save(db: Db, outbox: Outbox, user: str, version: int = 1) -> None:
    entries = outbox.entries([changed(user)], version)
    if version == 1:
        db.users.insert_one({"_id": user, **outbox.inserted(user, entries)})
    else:
        db.users.update_one({"_id": user}, outbox.pushed(user, entries, {}))
    outbox.ring()


def outgoing(outbox: Outbox, user: str) -> Outgoing:
    [entry] = outbox.entries([changed(user)], 1)
    return Outgoing(str(entry["id"]), KEY, json.dumps(entry), mandatory=True)


def test_a_saved_event_reaches_its_handler(
    db: Db, outbox: Outbox, works: Callable[..., Heard]
) -> None:
    heard = works()
    save(db, outbox, "u1")
    assert heard.get(timeout=PATIENCE).data.email == "u1@example.jp"


def test_what_was_saved_before_anybody_worked_arrives_in_order(
    db: Db, outbox: Outbox, works: Callable[..., Heard]
) -> None:
    for version in (1, 2, 3):
        save(db, outbox, "u1", version)
    heard = works()
    assert [heard.get(timeout=PATIENCE).aggregateversion for _ in range(3)] == [1, 2, 3]


def test_published_twice_is_handled_once(
    any_bus: Bus, outbox: Outbox, works: Callable[..., Heard]
) -> None:
    heard, first = works(), outgoing(outbox, "u1")
    publisher = any_bus.publisher()
    for batch in ([first], [first], [outgoing(outbox, "u2")]):
        assert publisher.publish(batch) == {batch[0].id}
    assert [heard.get(timeout=PATIENCE).subject for _ in range(2)] == ["u1", "u2"]
    assert heard.empty()


def test_junk_is_kept_as_dead_and_holds_nobody_back(
    db: Db, any_bus: Bus, outbox: Outbox, works: Callable[..., Heard]
) -> None:
    heard = works()
    junk = Outgoing("junk", KEY, "{", mandatory=True)
    any_bus.publisher().publish([junk, outgoing(outbox, "u1")])
    assert heard.get(timeout=PATIENCE).subject == "u1"
    assert db.inbox.count_documents({"state": "dead"}) == 1


def test_a_store_that_is_away_costs_no_attempt(
    db: Db,
    any_bus: Bus,
    outbox: Outbox,
    works: Callable[..., Heard],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(consumer, "STORE_RETRY", 0.1)
    absences = iter([StoreAway(), StoreAway()])

    def away_twice(_: Envelope) -> None:
        for absence in absences:
            raise absence

    heard = works(away_twice)
    any_bus.publisher().publish([outgoing(outbox, "u1")])
    assert heard.get(timeout=PATIENCE).subject == "u1"
    assert db.inbox.find_one()["attempt"] == 1
