"""Relays share a service's documents by leased partitions; a dead relay's are free after 20 s."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.messaging.outbox import PARTITIONS
from shared.mongo import Document, store_errors

LEASE = timedelta(seconds=20)
RENEW_EVERY = 5.0
PARTITION_LEASES = "relay_partitions"
RELAYS = "relays"


class Partitions:
    """One relay's share. `now` is the store's clock."""

    def __init__(self, db: Database[Document], owner: str, now: Callable[[], datetime]) -> None:
        self._leases, self._relays = db[PARTITION_LEASES], db[RELAYS]
        self._owner, self._now = owner, now
        self.held: tuple[int, ...] = ()

    def renew(self) -> None:
        """Keep the fair share of what is held, give up the rest, take what is free."""
        with store_errors():
            present = self._now()
            share = math.ceil(PARTITIONS / self._relays_alive(present))
            rows = {int(str(row["_id"])): row for row in self._leases.find()}
            mine = [n for n, row in rows.items() if row.get("owner") == self._owner]
            self._give_up(mine[share:])
            kept = self._keep(mine[:share], present)
            free = [n for n in range(PARTITIONS) if n not in mine and _free(rows.get(n), present)]
            taken = [n for n in free[: share - len(kept)] if self._take(n, present)]
        self.held = tuple(sorted(kept + taken))

    def release(self) -> None:
        """A clean stop: the others need not wait for the lease to end."""
        with store_errors():
            self._give_up(list(self.held))
            self._relays.delete_one({"_id": self._owner})
        self.held = ()

    def _relays_alive(self, present: datetime) -> int:
        lease = {"$set": {"lease_until": present + LEASE}}
        self._relays.update_one({"_id": self._owner}, lease, upsert=True)
        self._relays.delete_many({"lease_until": {"$lte": present - LEASE}})
        alive = self._relays.find({"lease_until": {"$gt": present}}, {"_id": 1})
        return len(list(alive))

    def _keep(self, numbers: list[int], present: datetime) -> list[int]:
        """Those that nobody has taken since they were read."""
        mine = {"_id": {"$in": numbers}, "owner": self._owner}
        kept = self._leases.update_many(mine, {"$set": {"lease_until": present + LEASE}})
        if kept.matched_count == len(numbers):
            return numbers
        return [int(str(row["_id"])) for row in self._leases.find(mine)]

    def _take(self, number: int, present: datetime) -> bool:
        free = {"_id": number, "lease_until": {"$lte": present}}
        lease = {"owner": self._owner, "lease_until": present + LEASE}
        try:
            self._leases.update_one(free, {"$set": lease}, upsert=True)
        except DuplicateKeyError:
            return False
        return True

    def _give_up(self, numbers: list[int]) -> None:
        if not numbers:
            return
        mine = {"_id": {"$in": numbers}, "owner": self._owner}
        self._leases.update_many(mine, {"$set": {"owner": "", "lease_until": self._now()}})


def free_partitions(db: Database[Document]) -> None:
    """Only while no relay runs."""
    with store_errors():
        db[PARTITION_LEASES].delete_many({})
        db[RELAYS].delete_many({})


def _free(row: Document | None, present: datetime) -> bool:
    until = row["lease_until"] if row else present
    assert isinstance(until, datetime)
    return until <= present
