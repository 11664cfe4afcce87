"""How much a bus carries: confirms, the relay from the outbox, a consumer through a backlog.

Floors: one confirm at a time, and the same store calls without a bus.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from pymongo.database import Database

from deploy.bench.report import MEGABYTE, Report
from deploy.bench.tenths import Tenths
from shared import clock, mongo
from shared.contracts import PasswordChanged
from shared.messaging import inbox
from shared.messaging.bell import Bell
from shared.messaging.bus import Bus
from shared.messaging.inbox import Inbox
from shared.messaging.outbox import OUTBOX_INDEX, Outbox, OutboxReader
from shared.messaging.partitions import Partitions
from shared.messaging.relay import WINDOW, Relay
from shared.messaging.sqlite_bus import Outgoing
from shared.messaging.worker import Worker
from shared.mongo import Document, StoreClock
from shared.secrets import Keys

SERVICE = "notifier"
KEY = "PasswordChanged.v1"
ONE_BY_ONE = 200
FLAT = "target 16 MB"

T = TypeVar("T")


@dataclass(frozen=True)
class Ground:
    """What the measurements stand on: an empty bus, an empty database, keys to seal with."""

    bus: Bus
    database: Database[Document]
    keys: Keys

    def owed(self, number: int) -> Iterator[Document]:
        """New documents with one event each, as services save them."""
        outbox = Outbox(SERVICE, self.keys.sealer(), Bell("nobody"))
        changed = PasswordChanged("u", "hanako@clinic.example", "山田", "花子", clock.now())
        for _ in range(number):
            entries = outbox.entries([changed], 1)
            name = str(entries[0]["id"])
            yield {"_id": name, **outbox.inserted(name, entries)}

    def outgoing(self, number: int) -> Iterator[Outgoing]:
        for document in self.owed(number):
            [entry] = document["outbox"]
            yield Outgoing(entry["id"], KEY, json.dumps(entry), mandatory=True)


def measure(report: Report, name: str, ground: Ground, rounds: int, backlog: int) -> None:
    """`rounds` windows of the relay, then at least `backlog` messages for one consumer."""
    report.heading(f"{name}: what it carries")
    mongo.ensure_indexes(ground.database, {"facts": [OUTBOX_INDEX], **inbox.INDEXES})
    waiting = _confirms(report, ground, rounds) + _relayed(report, ground, rounds)
    _publish(ground, backlog - waiting, WINDOW)
    _drained(report, ground, max(backlog, waiting))


def _confirms(report: Report, ground: Ground, rounds: int) -> int:
    _publish(ground, 1, 1)
    single = _publish(ground, ONE_BY_ONE, 1)
    whole = _publish(ground, rounds * WINDOW, WINDOW)
    report.line("confirms per second", f"{whole:.0f}", f"one by one {single:.0f}", whole / single)
    return 1 + ONE_BY_ONE + rounds * WINDOW


def _publish(ground: Ground, number: int, size: int) -> float:
    """Confirmed per second of publishing; making the events is not counted."""
    publisher, seconds, confirmed = ground.bus.publisher(), 0.0, 0
    publisher.publish([])
    for batch in _batches(ground.outgoing(number), size):
        began = time.perf_counter()
        confirmed += len(publisher.publish(batch))
        seconds += time.perf_counter() - began
    return confirmed / seconds if seconds else 0.0


def _relayed(report: Report, ground: Ground, rounds: int) -> int:
    number = rounds * WINDOW
    reader = OutboxReader(ground.database, ["facts"])
    partitions = Partitions(ground.database, "bench", StoreClock(ground.database).now)
    relay = Relay(reader, ground.bus.publisher(), partitions)
    _owe(ground, number)
    seconds = _until_nothing(relay.run_once)
    relay.stop()
    _owe(ground, number)
    floor = _until_nothing(lambda: _mark_heads(reader))
    report.line(
        "events per second, outbox to queue",
        f"{number / seconds:.0f}",
        f"store calls {number / floor:.0f}",
        seconds / floor,
    )
    return number


def _mark_heads(reader: OutboxReader) -> int:
    heads = reader.heads(range(16), WINDOW)
    reader.mark(heads)
    return len(heads)


def _owe(ground: Ground, number: int) -> None:
    for batch in _batches(ground.owed(number), WINDOW):
        ground.database.facts.insert_many(batch, ordered=False)


def _until_nothing(step: Callable[[], int]) -> float:
    began = time.perf_counter()
    while step():
        pass
    return time.perf_counter() - began


def _drained(report: Report, ground: Ground, number: int) -> None:
    """A worker with an inbox and a handler that does nothing empties the queue."""
    floor, tenths = _same_calls(ground), Tenths(number)
    worker = Worker(SERVICE, ground.bus, ground.database, [], {PasswordChanged: tenths.heard})
    worker.start()
    tenths.wait()
    worker.stop()
    rate = tenths.rate()
    report.line(
        "events per second through the inbox",
        f"{rate:.0f}",
        f"store calls {floor:.0f}",
        floor / rate,
    )
    what = f"last tenth of {number} to the first"
    report.line(f"{what}: rate", f"{tenths.pace():.2f}", "target 0.8")
    report.line(f"{what}: work per processor second", f"{tenths.own_pace():.2f}", "target 0.8")
    report.line("memory grown from tenth to tenth", f"{tenths.grown() / MEGABYTE:.0f} MB", FLAT)


def _same_calls(ground: Ground) -> float:
    """Claim and done per second, without a bus."""
    claims = Inbox(ground.database, "floor", "floor", StoreClock(ground.database).now)
    events = list(ground.outgoing(ONE_BY_ONE))
    began = time.perf_counter()
    for event in events:
        claim = claims.claim(event.id, event.body)
        assert claim
        claims.done(claim)
    return len(events) / (time.perf_counter() - began)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while batch := list(itertools.islice(source, size)):
        yield batch
