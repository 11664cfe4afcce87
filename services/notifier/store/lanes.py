"""One document per recipient domain, shared by all workers, gone an hour after it went quiet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.database import Database

from services.notifier.model.lanes import MINUTE, Lane
from shared.mongo import Document, store_errors

COLLECTION = "lanes"
KEEP_QUIET = timedelta(hours=1)
INDEXES = {
    COLLECTION: [
        IndexModel(
            [("opened_at", ASCENDING)],
            name="quiet_expires",
            expireAfterSeconds=int(KEEP_QUIET.total_seconds()),
        )
    ]
}


class LaneStore:
    def __init__(self, db: Database[Document]) -> None:
        self._lanes = db[COLLECTION]

    def ask(self, domain: str, now: datetime) -> Lane:
        """The lane after one mail more has asked; a minute after it opened it opens anew."""
        closed = {"$lte": [{"$ifNull": ["$opened_at", now - MINUTE]}, now - MINUTE]}
        asked = {"$cond": [closed, 1, {"$add": ["$asked", 1]}]}
        opened = {"$cond": [closed, now, "$opened_at"]}
        update = [{"$set": {"asked": asked, "opened_at": opened}}]
        with store_errors():
            row = self._lanes.find_one_and_update(
                {"_id": domain}, update, upsert=True, return_document=ReturnDocument.AFTER
            )
        return _lane(row)

    def rest(self, domain: str, until: datetime, refusals: int) -> None:
        update = {"$max": {"rests_until": until}, "$set": {"refusals": refusals}}
        with store_errors():
            self._lanes.update_one({"_id": domain}, update)

    def cheer(self, domain: str) -> None:
        with store_errors():
            self._lanes.update_one({"_id": domain}, {"$unset": {"refusals": 1}})


def _lane(row: Any) -> Lane:
    return Lane(
        opened_at=row["opened_at"],
        asked=row["asked"],
        rests_until=row.get("rests_until"),
        refusals=row.get("refusals", 0),
    )
