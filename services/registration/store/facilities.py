"""The facilities master."""

from __future__ import annotations

from collections.abc import Sequence

from pymongo import UpdateOne
from pymongo.database import Database

from services.registration.model.facilities import Facility
from services.registration.store import documents
from shared.mongo import Document, store_errors


class FacilityStore:
    def __init__(self, db: Database[Document]) -> None:
        self._facilities = db["facilities"]

    @store_errors()
    def get(self, facility_id: str) -> Facility | None:
        found = self._facilities.find_one({"_id": facility_id})
        return documents.to_plain(Facility, found) if found else None

    @store_errors()
    def get_many(self, ids: Sequence[str]) -> dict[str, Facility]:
        found = self._facilities.find({"_id": {"$in": list(ids)}})
        return {each["_id"]: documents.to_plain(Facility, each) for each in found}

    @store_errors()
    def put(self, facilities: Sequence[Facility]) -> None:
        """Adds or overwrites."""
        writes = [
            UpdateOne({"_id": each.id}, {"$set": documents.of(each)}, upsert=True)
            for each in facilities
        ]
        if writes:
            self._facilities.bulk_write(writes, ordered=False)
