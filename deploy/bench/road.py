"""How long an event takes from the outbox to its handler, while the portal is otherwise idle.

Floor: the same store calls without a bus, one after the other.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from pymongo.database import Database

from deploy.bench.report import Report, percentile, timed
from deploy.bench.temporary import TemporaryPortal
from shared import clock, mongo
from shared.contracts import PasswordChanged
from shared.messaging import inbox
from shared.messaging.bus import open_bus
from shared.messaging.inbox import Inbox
from shared.messaging.outbox import OUTBOX_INDEX, Outbox, OutboxReader
from shared.messaging.worker import Worker
from shared.mongo import Document, StoreClock
from shared.secrets import Keys

PATIENCE = 10.0
SERVICE = "notifier"


def measure(report: Report, portal: TemporaryPortal, rounds: int) -> None:
    report.heading("An event from the outbox to its handler, one at a time")
    environment = portal.environment
    database = mongo.database(environment["PORTAL_MONGO_URL"], "bench", "bench_road")
    mongo.ensure_indexes(database, {"facts": [OUTBOX_INDEX], **inbox.INDEXES})
    bus = open_bus(f"sqlite://{portal.folder / 'bench-bus.sqlite'}")
    keys = Keys(Path(environment["PORTAL_SECRETS_DIR"]), SERVICE)
    outbox = Outbox(SERVICE, keys.sealer(), bus.bell)
    heard = threading.Event()
    handlers = {PasswordChanged: lambda envelope: heard.set()}
    worker = Worker(SERVICE, bus, database, ["facts"], handlers)
    worker.start()
    times = [_travel(database, outbox, heard) for _ in range(rounds)][rounds // 10 :]
    worker.stop()
    floor = timed(_same_calls(database, outbox), rounds // 2).wall_ms
    middle = percentile(times, 50)
    report.line("p50", f"{middle:.1f} ms", f"store calls {floor:.1f} ms", middle / floor)
    report.line("p95", f"{percentile(times, 95):.1f} ms", "target p50 50 ms")


def _fact(outbox: Outbox) -> tuple[str, list[Document]]:
    name = uuid.uuid4().hex
    changed = PasswordChanged(name, "hanako@clinic.example", "山田", "花子", clock.now())
    return name, outbox.entries([changed], 1)


def _travel(database: Database[Document], outbox: Outbox, heard: threading.Event) -> float:
    name, entries = _fact(outbox)
    heard.clear()
    began = time.perf_counter()
    database.facts.insert_one({"_id": name, **outbox.inserted(name, entries)})
    outbox.ring()
    if not heard.wait(PATIENCE):
        raise TimeoutError("the event did not arrive")
    return (time.perf_counter() - began) * 1000


def _same_calls(database: Database[Document], outbox: Outbox) -> Callable[[], None]:
    """Save, read what is owed, claim: what stands between a fact and its handler."""
    reader = OutboxReader(database, ["facts"])
    claims = Inbox(database, SERVICE, "floor", StoreClock(database).now)

    def calls() -> None:
        name, entries = _fact(outbox)
        database.facts.insert_one({"_id": name, **outbox.inserted(name, entries)})
        [head] = reader.heads(range(16), 1)
        claims.claim(head.event_id, json.dumps(head.entry))
        reader.mark([head])

    return calls
