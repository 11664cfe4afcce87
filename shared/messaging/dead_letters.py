"""What a service could not do yet, or not at all: for staff to read, to try again, to give up."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.messaging.inbox import COLLECTION, Inbox
from shared.mongo import Database, Document, store_errors

STATES = ("waiting", "dead")


@dataclass(frozen=True)
class Letter:
    """One event a handler failed on. `facts` may be shown: no contents, no secrets."""

    id: str
    state: str
    attempt: int
    cause: str
    next_attempt_at: datetime | None
    facts: dict[str, str]


class DeadLetters:
    """The waiting and the dead of one service. Ids are those of the events."""

    def __init__(self, db: Database[Document], service: str, now: Callable[[], datetime]) -> None:
        self._inbox, self._service, self._now = db[COLLECTION], service, now
        self._replayed = Inbox(db, service, "staff", now)

    def page(self, state: str, skip: int, limit: int) -> tuple[list[Letter], int]:
        """One page in the order of their ids, and how many there are."""
        query = {"state": state}
        with store_errors():
            rows = self._inbox.find(query).sort("_id", 1).skip(skip).limit(limit)
            return [_letter(row) for row in rows], self._inbox.count_documents(query)

    def replay(self, event_id: str) -> bool:
        """Back to its first try, at once; False when it is not dead."""
        return self._replayed.replay(self._key(event_id))

    def discard(self, event_id: str, by: str, reason: str) -> bool:
        """Given up for good, with who and why; False when it is not dead."""
        dead = {"_id": self._key(event_id), "state": "dead"}
        given_up = {"state": "discarded", "discarded_by": by, "reason": reason}
        with store_errors():
            at = {"discarded_at": self._now()}
            done = self._inbox.update_one(dead, {"$set": {**given_up, **at}})
        return done.modified_count == 1

    def _key(self, event_id: str) -> str:
        return f"{self._service}:{event_id}"


def _letter(row: Document) -> Letter:
    return Letter(
        id=str(row["_id"]).partition(":")[2],
        state=row["state"],
        attempt=row["attempt"],
        cause=row.get("cause", ""),
        next_attempt_at=row.get("next_attempt_at"),
        facts=_facts(row["envelope"]),
    )


def _facts(body: str) -> dict[str, str]:
    try:
        envelope = json.loads(body)
        names = ("type", "source", "subject", "time", "journey")
        return {name: str(envelope[name]) for name in names if name in envelope}
    except (ValueError, TypeError):
        return {}
