"""Imports of the facilities master, and their files in pieces. `lease_until` exists only while
there is work to do for one; whoever holds it is `owner`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from pymongo import DESCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.registration.model.imports import Import
from services.registration.store import documents
from shared.mongo import Document, store_errors

PIECE = 1_000_000
PARTS_KEPT = timedelta(days=7)
LISTED = 20
FILE, ERRORS = "file", "errors"
IMPORT_LOOP = "imports"


class ImportStore:
    """`ring` wakes whoever imports."""

    def __init__(self, db: Database[Document], ring: Callable[[], None]) -> None:
        self._imports, self._parts = db["imports"], db["import_parts"]
        self._ring = ring

    @store_errors()
    def add(self, job: Import, content: bytes) -> bool:
        """False when it is stored already."""
        self._keep(job, FILE, content)
        try:
            self._imports.insert_one({**documents.of(job), "lease_until": job.uploaded_at})
        except DuplicateKeyError:
            return False
        self._ring()
        return True

    @store_errors()
    def get(self, import_id: str) -> Import | None:
        found = self._imports.find_one({"_id": import_id})
        return documents.to_import(found) if found else None

    @store_errors()
    def newest(self) -> list[Import]:
        found = self._imports.find({}, {"shown": {"$slice": 0}})
        newest = found.sort("uploaded_at", DESCENDING).limit(LISTED)
        return [documents.to_import(each) for each in newest]

    @store_errors()
    def applied_at(self, sha256: str = "") -> datetime | None:
        """When this very file, or any, was applied last."""
        query: Document = {"sha256": sha256} if sha256 else {}
        applied = {**query, "applied_at": {"$exists": True}}
        found = self._imports.find(applied, {"applied_at": 1}).sort("applied_at", DESCENDING)
        return next((each["applied_at"] for each in found.limit(1)), None)  # type: ignore[misc]

    @store_errors()
    def claim(self, owner: str, now: datetime, until: datetime) -> Import | None:
        """One with work and nobody at it; only one caller gets it."""
        found = self._imports.find_one({"lease_until": {"$lte": now}}, hint="work")
        if found is None:
            return None
        seen = {"_id": found["_id"], "lease_until": found["lease_until"]}
        mine = {"$set": {"lease_until": until, "owner": owner}}
        taken = self._imports.update_one(seen, mine).matched_count == 1
        return documents.to_import(found) if taken else None

    @store_errors()
    def renew(self, owner: str, now: datetime, until: datetime) -> None:
        mine = {"owner": owner, "lease_until": {"$gt": now}}
        self._imports.update_many(mine, {"$set": {"lease_until": until}})

    @store_errors()
    def note_rows(self, import_id: str, owner: str, rows: int) -> None:
        mine = {"_id": import_id, "owner": owner}
        self._imports.update_one(mine, {"$set": {"rows_done": rows}})

    @store_errors()
    def finish(self, job: Import, owner: str, **news: object) -> None:
        """What became of the work; nothing when somebody else has taken it up."""
        mine = {"_id": job.id, "owner": owner, "state": job.state}
        gone = {"lease_until": "", "owner": ""}
        self._imports.update_one(mine, {"$set": documents.plain_members(news), "$unset": gone})

    @store_errors()
    def hand_over(self, job: Import, now: datetime, **news: object) -> bool:
        """To a worker again; False when the import has moved on."""
        seen = {"_id": job.id, "state": job.state}
        change = {"$set": {**news, "lease_until": now, "rows_done": 0}}
        handed = self._imports.update_one(seen, change).matched_count == 1
        self._ring()
        return handed

    def content(self, import_id: str) -> bytes:
        return self._read(import_id, FILE)

    def keep_errors(self, job: Import, content: bytes) -> None:
        self._keep(job, ERRORS, content)

    def errors(self, import_id: str) -> bytes:
        return self._read(import_id, ERRORS)

    @store_errors()
    def _keep(self, job: Import, kind: str, content: bytes) -> None:
        purge = job.uploaded_at + PARTS_KEPT
        for number in range(-(-len(content) // PIECE)):
            piece = content[number * PIECE : (number + 1) * PIECE]
            part = {"import_id": job.id, "kind": kind, "content": piece, "purge_at": purge}
            part_id = {"_id": f"{job.id}:{kind}:{number:03}"}
            self._parts.update_one(part_id, {"$set": part}, upsert=True)

    @store_errors()
    def _read(self, import_id: str, kind: str) -> bytes:
        pieces: Iterable[Document] = self._parts.find({"import_id": import_id, "kind": kind})
        ordered = sorted(pieces, key=lambda piece: str(piece["_id"]))
        return b"".join(piece["content"] for piece in ordered)  # type: ignore[misc]


def free_imports(db: Database[Document], now: datetime) -> None:
    """Only while no worker runs: what a killed one had in hand is due at once."""
    with store_errors():
        held = {"lease_until": {"$exists": True}}
        db["imports"].update_many(held, {"$set": {"lease_until": now}})
