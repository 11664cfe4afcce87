"""What a service could not do yet, or not at all: for staff to read, to try again, to give up."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.contracts import Malformed, decode
from shared.errors import Conflict
from shared.messaging.inbox import COLLECTION, Inbox
from shared.mongo import Database, Document, store_errors

STATES = ("waiting", "dead")
_ORDER = {"waiting": [("next_attempt_at", 1)], "dead": [("failed_at", -1)]}
HIDDEN = "***"


class Unreadable(Conflict):
    code = "unreadable"
    detail = "イベントとして読めない内容のため、再実行できません。"


@dataclass(frozen=True)
class Letter:
    """One event a handler failed on. `facts` may be shown: no contents, no secrets. `payload` is
    what it tells, with secrets and addresses hidden; None for what is no event."""

    id: str
    state: str
    attempt: int
    cause: str
    failed_at: datetime | None
    next_attempt_at: datetime | None
    facts: dict[str, str]
    payload: dict[str, Any] | None


class DeadLetters:
    """The waiting and the dead of one service. Ids are those of the events."""

    def __init__(self, db: Database[Document], service: str, now: Callable[[], datetime]) -> None:
        self._inbox, self._service, self._now = db[COLLECTION], service, now
        self._replayed = Inbox(db, service, "staff", now)

    def page(self, state: str, skip: int, limit: int) -> tuple[list[Letter], int]:
        """One page, the dead newest first, the waiting in their turn; and how many there are."""
        query = {"state": state}
        with store_errors():
            rows = self._inbox.find(query).sort(_ORDER[state]).skip(skip).limit(limit)
            return [_letter(row) for row in rows], self._inbox.count_documents(query)

    def get(self, event_id: str) -> Letter | None:
        """None unless it waits or is dead."""
        with store_errors():
            row = self._inbox.find_one({"_id": self._key(event_id), "state": {"$in": STATES}})
        return _letter(row) if row else None

    def replay(self, event_id: str) -> bool:
        """Back to its first try, at once; False when it is not dead. Raises Unreadable."""
        letter = self.get(event_id)
        if letter and letter.payload is None:
            raise Unreadable
        return self._replayed.replay(self._key(event_id))

    def replay_all(self, event_type: str) -> int:
        """Every dead event of this type back to its first try; how many."""
        with store_errors():
            rows = list(self._inbox.find({"state": "dead"}, {"envelope": 1}))
            alike = [row["_id"] for row in rows if _type(row["envelope"]) == event_type]
            again = {"state": "waiting", "attempt": 0, "next_attempt_at": self._now()}
            dead = {"_id": {"$in": alike}, "state": "dead"}
            return self._inbox.update_many(dead, {"$set": again}).modified_count

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
        failed_at=row.get("failed_at"),
        next_attempt_at=row.get("next_attempt_at"),
        facts=_facts(row["envelope"]),
        payload=_payload(row["envelope"]),
    )


def _facts(body: str) -> dict[str, str]:
    try:
        envelope = json.loads(body)
        names = ("type", "source", "subject", "time", "journey")
        return {name: str(envelope[name]) for name in names if name in envelope}
    except (ValueError, TypeError):
        return {}


def _type(body: str) -> str:
    """Empty for what is no event we know."""
    try:
        return decode(body).type
    except Malformed:
        return ""


def _payload(body: str) -> dict[str, Any] | None:
    if not _type(body):
        return None
    told: dict[str, Any] = _masked(json.loads(body)["data"])
    return told


def _masked(value: Any, name: str = "") -> Any:
    if name == "sealed":
        return HIDDEN
    if name == "email":
        first, at, domain = str(value).partition("@")
        return f"{first[:1]}{HIDDEN}{at}{domain}"
    if isinstance(value, dict):
        return {key: _masked(part, key) for key, part in value.items()}
    return [_masked(part) for part in value] if isinstance(value, list) else value
