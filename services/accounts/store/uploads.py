"""Attached files, one document each: facts in clear, the content encrypted under its own key.

`unused_since` exists until an application holds the file; a partial index finds what was left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from pymongo.database import Database

from services.accounts.model.files import Upload
from shared.mongo import Document, store_errors
from shared.vault import Locked

WITHOUT_CONTENT = {"key": 0, "box": 0}


class UploadStore:
    def __init__(self, db: Database[Document]) -> None:
        self._uploads = db["uploads"]

    @store_errors()
    def add(self, upload: Upload, locked: Locked) -> None:
        row = asdict(upload)
        row["_id"] = row.pop("id")
        self._uploads.insert_one({**row, "key": locked.key, "box": locked.boxes["file"]})

    @store_errors()
    def get(self, upload_id: str) -> Upload | None:
        row = self._uploads.find_one({"_id": upload_id}, WITHOUT_CONTENT)
        return _upload(row) if row else None

    @store_errors()
    def locked(self, upload: Upload) -> Locked:
        row = self._uploads.find_one({"_id": upload.id}, {"key": 1, "box": 1})
        assert row is not None
        return Locked(row["key"], {"file": row["box"]})

    @store_errors()
    def unused(self, facility_id: str) -> list[Upload]:
        """In the order of their coming."""
        query = {"facility_id": facility_id, "unused_since": {"$exists": True}}
        rows = self._uploads.find(query, WITHOUT_CONTENT, hint="unused_of_facility")
        rows = rows.sort("uploaded_at")
        return [_upload(row) for row in rows]

    @store_errors()
    def unused_before(self, instant: datetime, limit: int) -> list[Upload]:
        left = {"unused_since": {"$lt": instant}}
        rows = self._uploads.find(left, WITHOUT_CONTENT, hint="unused")
        return [_upload(row) for row in rows.limit(limit)]

    @store_errors()
    def keep(self, ids: Sequence[str], facility_id: str, now: datetime) -> list[Upload]:
        """The facility's files among `ids`, in their order; the unused ones get another day, so
        that no sweep takes them before an application holds them."""
        own = {"_id": {"$in": list(ids)}, "facility_id": facility_id}
        waiting = {**own, "unused_since": {"$exists": True}}
        self._uploads.update_many(waiting, {"$set": {"unused_since": now}})
        found = {row["_id"]: _upload(row) for row in self._uploads.find(own, WITHOUT_CONTENT)}
        return [found[one] for one in ids if one in found]

    @store_errors()
    def hold(self, upload: Upload) -> None:
        self._uploads.update_one(_as_seen(upload), {"$unset": {"unused_since": ""}})

    @store_errors()
    def release(self, ids: Sequence[str], now: datetime) -> None:
        """No application holds these any more, as far as the caller knows."""
        self._uploads.update_many({"_id": {"$in": list(ids)}}, {"$set": {"unused_since": now}})

    @store_errors()
    def delete(self, upload: Upload) -> None:
        """Unless it was asked for since it was read."""
        self._uploads.delete_one(_as_seen(upload))


def _as_seen(upload: Upload) -> Document:
    return {"_id": upload.id, "unused_since": upload.unused_since}


def _upload(row: Document) -> Upload:
    known = {f.name: row.get(f.name) for f in fields(Upload)}
    return Upload(**{**known, "id": row["_id"]})
