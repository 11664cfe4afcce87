"""The bus of one machine: queues and bindings in one SQLite file that survives SIGKILL.

A delivered message is leased, not removed; an ack deletes it; an expired lease gives it back.
Publishing returns after COMMIT, which is the confirm.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LEASE = 20.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS queue(name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS binding(
  exchange TEXT, pattern TEXT, queue TEXT, PRIMARY KEY(exchange, pattern, queue)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS message(
  id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, routing_key TEXT NOT NULL,
  body TEXT NOT NULL, lease_until REAL NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0,
  owner TEXT);
CREATE INDEX IF NOT EXISTS message_ready ON message(queue, lease_until, id);
"""


@dataclass(frozen=True)
class Outgoing:
    """One event on its way: `mandatory` means somebody must be there to read it."""

    id: str
    routing_key: str
    body: str
    mandatory: bool


@dataclass(frozen=True)
class Delivery:
    row: int
    routing_key: str
    body: str
    redelivered: bool


class SqliteBus:
    """One file. Safe for several processes; each thread has a connection of its own."""

    def __init__(self, path: str | Path, *, durable: bool = True) -> None:
        """`durable` syncs each commit against power loss; SIGKILL never loses a commit."""
        self._path = str(path)
        self._synchronous = "FULL" if durable else "NORMAL"
        self._local = threading.local()
        self._owner = uuid.uuid4().hex

    @property
    def db(self) -> sqlite3.Connection:
        if not hasattr(self._local, "db"):
            self._local.db = self._open()
        connection: sqlite3.Connection = self._local.db
        return connection

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None, timeout=30)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute(f"PRAGMA synchronous={self._synchronous}")
        db.executescript(_SCHEMA)
        return db

    def close(self) -> None:
        """Closes the calling thread's connection."""
        if hasattr(self._local, "db"):
            self._local.db.close()
            del self._local.db

    def declare(self, queue: str) -> None:
        self.db.execute("INSERT OR IGNORE INTO queue VALUES(?)", (queue,))

    def declared(self, queue: str) -> bool:
        found = self.db.execute("SELECT 1 FROM queue WHERE name=?", (queue,))
        return found.fetchone() is not None

    def bind(self, exchange: str, pattern: str, queue: str) -> None:
        self.db.execute("INSERT OR IGNORE INTO binding VALUES(?,?,?)", (exchange, pattern, queue))

    def routes(self, exchange: str) -> list[tuple[str, str]]:
        """(pattern, queue) pairs."""
        found = self.db.execute("SELECT pattern, queue FROM binding WHERE exchange=?", (exchange,))
        return found.fetchall()

    def publish(self, exchange: str, batch: Sequence[Outgoing]) -> set[str]:
        """One transaction for the batch; the ids of what was accepted, unroutable ones left out."""
        routes = self.routes(exchange)
        rows, confirmed = [], set()
        for event in batch:
            queues = matching(routes, event.routing_key)
            if queues or not event.mandatory:
                confirmed.add(event.id)
            rows += [(queue, event.routing_key, event.body) for queue in queues]
        self._insert(rows)
        return confirmed

    def _insert(self, rows: Iterable[tuple[str, str, str]]) -> None:
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            self.db.executemany("INSERT INTO message(queue, routing_key, body) VALUES(?,?,?)", rows)

    def put(self, queue: str, routing_key: str, body: str) -> None:
        self._insert([(queue, routing_key, body)])

    def take(self, queue: str) -> Delivery | None:
        """Lease the oldest message that nobody holds."""
        present = time.time()
        row = self.db.execute(
            "UPDATE message SET lease_until=?, tries=tries+1, owner=? WHERE id=("
            " SELECT id FROM message WHERE queue=? AND lease_until<?"
            " ORDER BY lease_until, id LIMIT 1) RETURNING id, routing_key, body, tries",
            (present + LEASE, self._owner, queue, present),
        ).fetchone()
        return Delivery(row[0], row[1], row[2], row[3] > 1) if row else None

    def ack(self, row: int) -> None:
        """Deletes it; where the lease was lost meanwhile, somebody else has it: a duplicate."""
        self.db.execute("DELETE FROM message WHERE id=? AND owner=?", (row, self._owner))

    def give_back(self, row: int) -> None:
        self.db.execute(
            "UPDATE message SET lease_until=0 WHERE id=? AND owner=?", (row, self._owner)
        )

    def give_back_all(self) -> None:
        self.db.execute("UPDATE message SET lease_until=0 WHERE owner=?", (self._owner,))

    def renew(self) -> None:
        """Prolong every lease this owner holds."""
        present = time.time()
        self.db.execute(
            "UPDATE message SET lease_until=? WHERE owner=? AND lease_until>?",
            (present + LEASE, self._owner, present),
        )

    def free_leases(self) -> None:
        """Only while no consumer runs: what a killed process held is ready at once."""
        self.db.execute("UPDATE message SET lease_until=0 WHERE lease_until>0")

    def size(self, queue: str) -> int:
        """Messages waiting or leased."""
        found = self.db.execute("SELECT count(*) FROM message WHERE queue=?", (queue,))
        return int(found.fetchone()[0])

    def purge(self, queue: str) -> int:
        return self.db.execute("DELETE FROM message WHERE queue=?", (queue,)).rowcount


def matching(routes: Iterable[tuple[str, str]], routing_key: str) -> set[str]:
    """The queues whose topic pattern admits the key."""
    return {queue for pattern, queue in routes if _topic(pattern).fullmatch("." + routing_key)}


@lru_cache(maxsize=1024)
def _topic(pattern: str) -> re.Pattern[str]:
    """AMQP's rules over dotted words: `*` is one word, `#` is any number of them, also none."""
    wild = {"*": r"\.[^.]+", "#": r"(?:\.[^.]+)*"}
    return re.compile("".join(wild.get(w, r"\." + re.escape(w)) for w in pattern.split(".")))
