"""Limits by name and address. Each is taken by one conditional write before anything is tried:
while it is used up, the filter misses, the upsert meets the existing `_id`, and that is the answer.
"""

from __future__ import annotations

from datetime import datetime

from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.registration.model.locks import (
    DAY,
    LOCKED_FOR,
    MAIL_EVERY,
    MAILS_A_DAY,
    TRIES,
    Mailing,
    whole_seconds,
)
from services.registration.model.refusals import Locked
from services.registration.store import documents
from shared.mongo import Document, store_errors

RACES = 5


class LockStore:
    """Failed attempts by the fingerprint of a name."""

    def __init__(self, db: Database[Document]) -> None:
        self._locks = db["locks"]

    @store_errors()
    def reserve(self, name: str, now: datetime) -> None:
        """Counts an attempt as failed until it has succeeded; raises Locked."""
        free = {"_id": name, "$or": [{"count": {"$lt": TRIES}}, {"until": {"$lte": now}}]}
        running = {"$gt": ["$until", now]}
        count = {"$cond": [running, {"$add": ["$count", 1]}, 1]}
        change = [{"$set": {"count": count, "until": now + LOCKED_FOR}}]
        if not _taken(self._locks, free, change):
            found = self._locks.find_one({"_id": name}) or {"until": now}
            raise Locked(whole_seconds(found["until"] - now))

    @store_errors()
    def give_back(self, name: str) -> None:
        """One attempt was right, but is not yet a sign-in."""
        self._locks.update_one({"_id": name, "count": {"$gt": 0}}, {"$inc": {"count": -1}})

    @store_errors()
    def locked_until(self, name: str, now: datetime) -> datetime | None:
        """None while there is an attempt left."""
        locked = {"_id": name, "count": {"$gte": TRIES}, "until": {"$gt": now}}
        found = self._locks.find_one(locked)
        return found["until"] if found else None

    @store_errors()
    def clear(self, name: str) -> None:
        self._locks.delete_one({"_id": name})


class MailingStore:
    """Mails to one address, by its fingerprint."""

    def __init__(self, db: Database[Document]) -> None:
        self._mailings = db["mailings"]

    @store_errors()
    def reserve(self, address: str, request: str, now: datetime) -> Mailing | None:
        """None when one more may leave now, else the reason to wait."""
        room = {"$or": [{"count": {"$lt": MAILS_A_DAY}}, {"day_ends": {"$lte": now}}]}
        free = {"_id": address, "last_at": {"$lte": now - MAIL_EVERY}, **room}
        running = {"$gt": ["$day_ends", now]}
        change = {
            "count": {"$cond": [running, {"$add": ["$count", 1]}, 1]},
            "day_ends": {"$cond": [running, "$day_ends", now + DAY]},
            "last_at": now,
            "request": request,
        }
        if _taken(self._mailings, free, [{"$set": change}]):
            return None
        found = self._mailings.find_one({"_id": address})
        return documents.to_mailing(found) if found else None

    @store_errors()
    def note(self, address: str, now: datetime) -> None:
        """A mail left that nobody had to ask for by hand."""
        first = {"count": 0, "day_ends": now + DAY, "request": ""}
        change = {"$set": {"last_at": now}, "$setOnInsert": first}
        _taken(self._mailings, {"_id": address}, change)


def _taken(
    collection: Collection[Document], free: Document, change: Document | list[Document]
) -> bool:
    """False when the document exists and is not free. Two first ones may race: look again."""
    for _ in range(RACES):
        try:
            collection.update_one(free, change, upsert=True)
            return True
        except DuplicateKeyError:
            if collection.find_one(free, {"_id": 1}) is None:
                return False
    return False
