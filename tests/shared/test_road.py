"""The road of one fact, piece by piece and as a whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from shared.contracts import Envelope, PasswordChanged, RegistrationSubmitted, Sealed, Secret
from shared.errors import PermanentError
from shared.messaging import inbox as inbox_module
from shared.messaging.bell import Bell
from shared.messaging.bus import Bus, open_bus
from shared.messaging.inbox import Inbox
from shared.messaging.intake import Intake
from shared.messaging.outbox import OUTBOX_INDEX, Outbox, OutboxReader
from shared.messaging.partitions import Partitions
from shared.messaging.relay import WINDOW, FilePublisher, Relay
from shared.messaging.sqlite_bus import SqliteBus
from shared.mongo import Document, StoreClock, ensure_indexes
from shared.secrets import Keys
from tests.support.said import Said

Db = Database[Document]


class Clock:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


def changed(user: str = "u1") -> PasswordChanged:
    return PasswordChanged(user, f"{user}@example.jp", "山田", "花子", datetime.now(UTC))


@pytest.fixture
def db(database: Db) -> Db:
    ensure_indexes(database, {"users": [OUTBOX_INDEX], **inbox_module.INDEXES})
    return database


@pytest.fixture
def bus(bus_path: Path) -> Bus:
    return open_bus(f"sqlite://{bus_path}")


@pytest.fixture
def outbox(secrets_dir: Path, bus: Bus) -> Outbox:
    return Outbox("registration", Keys(secrets_dir, "registration").sealer(), bus.bell)


def save(db: Db, outbox: Outbox, user: str, *, version: int = 1) -> None:
    entries = outbox.entries([changed(user)], version)
    if version == 1:
        db.users.insert_one({"_id": user, **outbox.inserted(user, entries)})
    else:
        db.users.update_one({"_id": user}, outbox.pushed(user, entries, {"$set": {"v": version}}))


def relay_of(db: Db, bus: Bus) -> Relay:
    clock = StoreClock(db).now
    return Relay(OutboxReader(db, ["users"]), bus.publisher(), Partitions(db, "r1", clock))


def test_an_event_pushed_between_read_and_mark_is_not_lost(
    db: Db, bus: Bus, outbox: Outbox
) -> None:
    save(db, outbox, "u1")
    reader = OutboxReader(db, ["users"])
    [head] = reader.heads(range(16), 10)
    save(db, outbox, "u1", version=2)
    reader.mark([head])
    [left] = reader.heads(range(16), 10)
    assert left.event_id != head.event_id
    reader.mark([left])
    assert reader.heads(range(16), 10) == []
    assert "outbox_partition" not in db.users.find_one({"_id": "u1"})


def test_events_of_one_document_leave_in_order(
    db: Db, bus: Bus, bus_path: Path, outbox: Outbox
) -> None:
    for version in (1, 2, 3):
        save(db, outbox, "u1", version=version)
    relay = relay_of(db, bus)
    assert [relay.run_once() for _ in range(4)] == [1, 1, 1, 0]
    file = SqliteBus(bus_path)
    order = [json.loads(file.take("notifier").body)["aggregateversion"] for _ in range(3)]
    assert order == [1, 2, 3]


def test_five_hundred_events_cost_three_round_trips_at_most(
    db: Db, bus: Bus, outbox: Outbox, mongo_url: str
) -> None:
    entries = [(f"u{n}", outbox.entries([changed(f"u{n}")], 1)) for n in range(WINDOW)]
    db.users.insert_many([{"_id": u, **outbox.inserted(u, owed)} for u, owed in entries])
    said = Said()
    with MongoClient(mongo_url, journal=True, tz_aware=True, event_listeners=[said]) as client:
        relay = relay_of(client[db.name], bus)
        assert relay.run_once() == WINDOW
        said.commands.clear()
        db.users.insert_many([{"_id": f"v{u}", **outbox.inserted(u, owed)} for u, owed in entries])
        assert relay.run_once() == WINDOW
        assert len(said.commands) <= 3
        assert said.commands.count("update") == 1


def test_an_event_nobody_can_read_stays_owed_and_does_not_hold_others_back(
    db: Db, bus_path: Path, outbox: Outbox
) -> None:
    save(db, outbox, "u1")
    empty = SqliteBus(bus_path.with_name("empty.sqlite"))
    publisher = FilePublisher(empty, Bell("test"))
    relay = Relay(OutboxReader(db, ["users"]), publisher, Partitions(db, "r", StoreClock(db).now))
    assert relay.run_once() == 0
    assert len(db.users.find_one({"_id": "u1"})["outbox"]) == 1


def test_two_relays_share_the_partitions(db: Db) -> None:
    clock = Clock()
    first, second = (Partitions(db, name, clock.now) for name in ("a", "b"))
    first.renew()
    assert len(first.held) == 16
    second.renew()
    first.renew()
    second.renew()
    assert len(first.held) == len(second.held) == 8
    assert not set(first.held) & set(second.held)


def test_a_dead_relays_partitions_are_free_after_their_lease(db: Db) -> None:
    clock = Clock()
    Partitions(db, "dead", clock.now).renew()
    heir = Partitions(db, "heir", clock.now)
    heir.renew()
    assert heir.held == ()
    clock.forward(seconds=21)
    heir.renew()
    assert len(heir.held) == 16


def test_a_sealed_field_opens_only_for_its_consumer(
    db: Db, bus: Bus, secrets_dir: Path, outbox: Outbox
) -> None:
    asked = RegistrationSubmitted(
        "u1", "a@b.jp", "姓", "名", "judo", "見本", datetime.now(UTC), Secret({"token": "t0k3n"})
    )
    [entry] = outbox.entries([asked], 1)
    assert "t0k3n" not in json.dumps(entry, ensure_ascii=False)
    envelope = _decoded(entry)
    assert isinstance(envelope.data, RegistrationSubmitted)
    assert isinstance(envelope.data.sealed, Sealed)
    opened = (
        Keys(secrets_dir, "notifier")
        .unsealer()
        .open(envelope, "/data/sealed", envelope.data.sealed)
    )
    assert opened == {"token": "t0k3n"}


def _decoded(entry: Document) -> Envelope:
    from shared.contracts import decode

    return decode(json.dumps(entry))


def intake_of(db: Db, clock: Clock, handler: object, owner: str = "me") -> tuple[Intake, Inbox]:
    inbox = Inbox(db, "notifier", owner, clock.now)
    return Intake(inbox, {PasswordChanged: handler}), inbox  # type: ignore[dict-item]


def body(outbox: Outbox, user: str = "u1") -> str:
    return json.dumps(outbox.entries([changed(user)], 1)[0])


def test_a_duplicate_has_no_second_effect(db: Db, outbox: Outbox) -> None:
    heard: list[str] = []
    intake, _ = intake_of(db, Clock(), lambda envelope: heard.append(envelope.id))
    delivery = body(outbox)
    for _ in range(3):
        intake.process(delivery)
    assert len(heard) == 1


def test_a_failing_event_is_tried_by_the_schedule_and_then_dead(db: Db, outbox: Outbox) -> None:
    clock, tries = Clock(), []

    def fails(envelope: Envelope) -> None:
        tries.append(clock.time)
        raise RuntimeError("mail server on fire")

    intake, inbox = intake_of(db, clock, fails)
    intake.process(body(outbox))
    for pause in (1, 10, 60, 600, 3600):
        assert intake.sweep() == 0
        clock.forward(seconds=pause * 1.25)
        assert intake.sweep() == 1
    assert len(tries) == 6
    [row] = db.inbox.find()
    assert row["state"] == "dead"
    assert "on fire" in row["cause"]
    assert inbox.replay(row["_id"])
    assert intake.sweep() == 1


def test_a_permanent_error_is_dead_at_once(db: Db, outbox: Outbox) -> None:
    def refuses(envelope: Envelope) -> None:
        raise PermanentError("never")

    intake, _ = intake_of(db, Clock(), refuses)
    intake.process(body(outbox))
    assert db.inbox.find_one()["state"] == "dead"


@pytest.mark.parametrize("junk", ["", "{", "null", '{"specversion":"1.0"}', "\ud800"[:0] + "\x00"])
def test_junk_is_kept_for_staff_and_never_raises(db: Db, junk: str) -> None:
    intake, _ = intake_of(db, Clock(), lambda envelope: None)
    intake.process(junk)
    intake.process(junk)
    [row] = db.inbox.find()
    assert row["state"] == "dead"


def test_what_a_killed_process_claimed_is_taken_over(db: Db, outbox: Outbox) -> None:
    clock, heard = Clock(), []
    killed = Inbox(db, "notifier", "killed", clock.now)
    delivery = body(outbox)
    killed.claim(json.loads(delivery)["id"], delivery)
    intake, _ = intake_of(db, clock, lambda envelope: heard.append(envelope.id), owner="heir")
    intake.process(delivery)
    assert heard == []
    clock.forward(seconds=21)
    assert intake.sweep() == 1
    assert len(heard) == 1


def test_a_worker_that_dies_of_one_event_costs_the_others_no_attempt(
    db: Db, outbox: Outbox
) -> None:
    clock = Clock()

    def away(envelope: Envelope) -> None:
        raise RuntimeError("not now")

    def dies(envelope: Envelope) -> None:
        raise SystemExit

    intake, _ = intake_of(db, clock, away)
    for user in ("u1", "u2", "u3"):
        intake.process(body(outbox, user))
    clock.forward(seconds=2)
    killed, _ = intake_of(db, clock, dies, owner="killed")
    with pytest.raises(SystemExit):
        killed.sweep()
    assert sorted(row["attempt"] for row in db.inbox.find()) == [1, 1, 2]


def test_the_bus_file_gives_back_what_a_killed_consumer_held(bus_path: Path) -> None:
    bus = SqliteBus(bus_path)
    bus.put("notifier", "k", "{}")
    held = bus.take("notifier")
    assert held
    assert bus.take("notifier") is None
    SqliteBus(bus_path).free_leases()
    again = SqliteBus(bus_path).take("notifier")
    assert again
    assert again.redelivered
    bus.ack(held.row)
    assert bus.size("notifier") == 1


def test_topic_patterns_follow_amqp(bus_path: Path) -> None:
    from shared.messaging.sqlite_bus import matching

    routes = [("#", "all"), ("User.*", "one"), ("User.#", "any"), ("User", "bare")]
    assert matching(routes, "User") == {"all", "any", "bare"}
    assert matching(routes, "User.v1") == {"all", "one", "any"}
    assert matching(routes, "User.v1.x") == {"all", "any"}
