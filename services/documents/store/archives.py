"""Archives and their pieces. `lease_until` exists only while there is something to pack; both
kinds of documents go by themselves when they expire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.documents.model.archives import Archive, State
from shared.errors import NotFound
from shared.mongo import Document, store_errors
from shared.vault import Locked

EXPIRES = IndexModel([("expires_at", ASCENDING)], name="expires", expireAfterSeconds=0)
ARCHIVE_INDEXES = {
    "archives": [
        EXPIRES,
        IndexModel([("owner", ASCENDING), ("requested_at", ASCENDING)], name="of_owner"),
        IndexModel(
            [("lease_until", ASCENDING)],
            name="to_pack",
            partialFilterExpression={"lease_until": {"$exists": True}},
        ),
    ],
    "archive_pieces": [
        EXPIRES,
        IndexModel([("archive", ASCENDING)], name="of_archive"),
    ],
}


class ArchiveStore:
    """`ring` wakes whoever packs."""

    def __init__(self, db: Database[Document], ring: Callable[[], None]) -> None:
        self._archives, self._pieces = db["archives"], db["archive_pieces"]
        self.ring = ring

    @store_errors()
    def add(self, archive: Archive) -> None:
        row = _row(archive)
        if archive.state is State.PACKING:
            row["lease_until"] = archive.requested_at
        self._archives.insert_one(row)

    @store_errors()
    def withdraw(self, archive: Archive) -> None:
        self._archives.delete_one({"_id": archive.id})

    @store_errors()
    def requests(self, owner: str, since: datetime) -> list[datetime]:
        """When the owner asked for archives after `since`."""
        query = {"owner": owner, "requested_at": {"$gt": since}}
        return [row["requested_at"] for row in self._archives.find(query, {"requested_at": 1})]

    @store_errors()
    def get(self, archive_id: str) -> Archive | None:
        row = self._archives.find_one({"_id": archive_id})
        return _archive(row) if row else None

    @store_errors()
    def take_up(self, now: datetime, until: datetime) -> Archive | None:
        """An archive whose lease is over; only one caller gets it."""
        row = self._archives.find_one({"lease_until": {"$lte": now}}, hint="to_pack")
        if row is None:
            return None
        seen = {"_id": row["_id"], "lease_until": row["lease_until"]}
        taken = self._archives.update_one(seen, {"$set": {"lease_until": until}})
        return _archive(row) if taken.modified_count else None

    @store_errors()
    def add_piece(self, archive: Archive, piece: str, locked: Locked) -> None:
        """One that is there already stays as it is."""
        row = {
            "_id": piece,
            "archive": archive.id,
            "key": locked.key,
            "boxes": dict(locked.boxes),
            "expires_at": archive.expires_at,
        }
        try:
            self._pieces.insert_one(row)
        except DuplicateKeyError:
            return

    @store_errors()
    def piece(self, piece: str) -> Locked:
        row = self._pieces.find_one({"_id": piece})
        if row is None:
            raise NotFound
        return Locked(row["key"], row["boxes"])

    @store_errors()
    def save(self, before: Archive, after: Archive, now: datetime) -> None:
        """Progress, unless somebody else made it. What is still to pack is anybody's from `now`;
        the pieces of what is ready expire with it."""
        if after.expires_at != before.expires_at:
            theirs = {"$set": {"expires_at": after.expires_at}}
            self._pieces.update_many({"archive": after.id}, theirs)
        change: Document = {
            "state": after.state.value,
            "done": after.done,
            "expires_at": after.expires_at,
        }
        seen = {"_id": before.id, "state": before.state.value, "done": before.done}
        if after.state is State.PACKING:
            self._archives.update_one(seen, {"$set": {**change, "lease_until": now}})
        else:
            self._archives.update_one(seen, {"$set": change, "$unset": {"lease_until": ""}})


def free_archives(db: Database[Document], now: datetime) -> None:
    """Ends the leases of packers that were killed; to be called while none is running."""
    held = {"lease_until": {"$exists": True}}
    db["archives"].update_many(held, {"$set": {"lease_until": now}})


def _row(archive: Archive) -> Document:
    return {**asdict(archive), "_id": archive.id, "state": archive.state.value}


def _archive(row: Document) -> Archive:
    return Archive(
        id=row["id"],
        owner=row["owner"],
        facility_ids=tuple(row["facility_ids"]),
        document_ids=tuple(row["document_ids"]),
        missing=tuple(row["missing"]),
        requested_at=row["requested_at"],
        state=State(row["state"]),
        expires_at=row["expires_at"],
        done=row["done"],
    )
