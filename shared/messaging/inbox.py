"""What a service has heard, what it still has to do, and what it could not do: one document each.

States: claimed (leased) → done | waiting (for `next_attempt_at`) → claimed … → dead (for staff).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.mongo import Document, store_errors

LEASE = timedelta(seconds=20)
COLLECTION = "inbox"
RETRY_AFTER = tuple(timedelta(seconds=s) for s in (1, 10, 60, 600, 3600))
MOST_ATTEMPTS = 1 + len(RETRY_AFTER)
KEEP_DONE = timedelta(days=14)
INDEXES = {
    COLLECTION: [
        IndexModel(
            [("next_attempt_at", ASCENDING)],
            name="waiting",
            partialFilterExpression={"state": "waiting"},
        ),
        IndexModel(
            [("lease_until", ASCENDING)],
            name="claimed",
            partialFilterExpression={"state": "claimed"},
        ),
        IndexModel(
            [("state", ASCENDING), ("failed_at", ASCENDING)],
            name="dead_by_time",
            partialFilterExpression={"state": "dead"},
        ),
        IndexModel(
            [("done_at", ASCENDING)],
            name="done_expires",
            expireAfterSeconds=int(KEEP_DONE.total_seconds()),
        ),
    ]
}


@dataclass(frozen=True)
class Claim:
    """A delivery this process may handle now; `body` is the event as the bus carried it."""

    id: str
    body: str
    attempt: int


class Inbox:
    """The inbox of one consumer. `now` is the store's clock; `owner` names this process."""

    def __init__(
        self, db: Database[Document], consumer: str, owner: str, now: Callable[[], datetime]
    ) -> None:
        self._inbox = db[COLLECTION]
        self._consumer, self._owner, self._now = consumer, owner, now
        self._next_look_for_abandoned = datetime.min.replace(tzinfo=UTC)
        self.working: Claim | None = None

    def claim(self, event_id: str, body: str) -> Claim | None:
        """First sight, or the rest of an interrupted try of our own; None for a duplicate."""
        key = f"{self._consumer}:{event_id}"
        with store_errors():
            try:
                first = {"_id": key, "attempt": 1, "envelope": body}
                self._inbox.insert_one({**first, **self._lease()})
            except DuplicateKeyError:
                return self._claim_again(key)
        return Claim(key, body, 1)

    def _claim_again(self, key: str) -> Claim | None:
        row = self._inbox.find_one({"_id": key, "state": "claimed", "owner": self._owner})
        return _claim(row) if row else None

    def due(self, limit: int = 50) -> Iterator[Claim]:
        """What waits for its next try and what a dead process left behind. Each is claimed only
        when its turn comes: a worker that dies of one must not cost the others an attempt.
        """
        with store_errors():
            queries = self._due_queries(self._now())
            found = [row for query in queries for row in self._inbox.find(query).limit(limit)]
        for row in found:
            if claim := self._reclaim(row):
                yield claim

    def _due_queries(self, present: datetime) -> Iterator[Document]:
        """Who is dead shows only after a whole lease, so that is looked at four times in one."""
        yield {"state": "waiting", "next_attempt_at": {"$lte": present}}
        if present >= self._next_look_for_abandoned:
            yield {"state": "claimed", "lease_until": {"$lte": present}}
            self._next_look_for_abandoned = present + LEASE / 4

    @store_errors()
    def _reclaim(self, row: Document) -> Claim | None:
        unchanged = {key: row[key] for key in ("_id", "state", "attempt")}
        if row["state"] == "claimed":
            unchanged["lease_until"] = row["lease_until"]
        attempt = int(str(row["attempt"])) + 1
        if attempt > MOST_ATTEMPTS:
            dead = {"state": "dead", "cause": "its worker died at each try", **self._failing()}
            self._inbox.update_one(unchanged, {"$set": dead})
            return None
        update = {
            "$set": {**self._lease(), "attempt": attempt},
            "$unset": {"next_attempt_at": 1},
        }
        if self._inbox.update_one(unchanged, update).modified_count == 0:
            return None
        return _claim({**row, "attempt": attempt})

    def renew(self) -> None:
        """Called every few seconds: the claim in work keeps its lease."""
        if claim := self.working:
            mine = {"_id": claim.id, "state": "claimed", "owner": self._owner}
            with store_errors():
                self._inbox.update_one(mine, {"$set": {"lease_until": self._now() + LEASE}})

    def done(self, claim: Claim) -> None:
        with store_errors():
            self._settle(claim, {"state": "done", "done_at": self._now()}, drop=("envelope",))

    def failed(self, claim: Claim, cause: str, *, permanent: bool) -> bool:
        """Wait for another try by the schedule, or die; True when it is dead now."""
        dead = permanent or claim.attempt >= MOST_ATTEMPTS
        fields: Document = {"state": "dead" if dead else "waiting", "cause": cause[:500]}
        with store_errors():
            fields |= self._failing()
            if not dead:
                pause = RETRY_AFTER[claim.attempt - 1] * random.uniform(1.0, 1.2)
                fields["next_attempt_at"] = self._now() + pause
            self._settle(claim, fields)
        return dead

    def bury(self, key: str, body: str, cause: str) -> None:
        """Bytes that are no event: kept for staff under a key made from the bytes."""
        row = {"state": "dead", "attempt": 0, "envelope": body, "cause": cause[:500]}
        with store_errors():
            row |= self._failing()
            self._inbox.update_one(
                {"_id": f"{self._consumer}:{key}"}, {"$setOnInsert": row}, upsert=True
            )

    def replay(self, key: str) -> bool:
        """Put a dead one back to its first try; False when it is not dead."""
        with store_errors():
            again = {"state": "waiting", "attempt": 0, "next_attempt_at": self._now()}
            dead = {"_id": key, "state": "dead"}
            return self._inbox.update_one(dead, {"$set": again}).modified_count == 1

    def _failing(self) -> Document:
        return {"failed_at": self._now()}

    def _lease(self) -> Document:
        return {
            "state": "claimed",
            "owner": self._owner,
            "lease_until": self._now() + LEASE,
        }

    def _settle(self, claim: Claim, fields: Document, drop: tuple[str, ...] = ()) -> None:
        gone = dict.fromkeys(("owner", "lease_until", *drop), 1)
        mine = {"_id": claim.id, "state": "claimed", "owner": self._owner}
        self._inbox.update_one(mine, {"$set": fields, "$unset": gone})


def free_claims(db: Database[Document]) -> None:
    """Only while no worker runs: what a killed process had claimed is due at once."""
    with store_errors():
        db[COLLECTION].update_many(
            {"state": "claimed"}, {"$set": {"lease_until": datetime.fromtimestamp(0).astimezone()}}
        )


def _claim(row: Document) -> Claim:
    return Claim(str(row["_id"]), str(row["envelope"]), int(str(row["attempt"])))
