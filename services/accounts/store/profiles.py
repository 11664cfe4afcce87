"""Copies of users' profiles, as registration last told them."""

from __future__ import annotations

from collections.abc import Sequence

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.contracts import Person
from shared.mongo import Document, store_errors


class ProfileStore:
    def __init__(self, db: Database[Document]) -> None:
        self._profiles = db["profiles"]

    @store_errors()
    def remember(
        self, user_id: str, person: Person, facility_ids: Sequence[str], version: int
    ) -> None:
        """A copy is overwritten only by a higher version of the original."""
        copy = {"person": vars(person), "facilities": list(facility_ids), "version": version}
        try:
            self._profiles.insert_one({"_id": user_id, **copy})
        except DuplicateKeyError:
            older = {"_id": user_id, "version": {"$lt": version}}
            self._profiles.update_one(older, {"$set": copy})

    @store_errors()
    def person(self, user_id: str) -> Person | None:
        row = self._profiles.find_one({"_id": user_id})
        return Person(**row["person"]) if row else None

    @store_errors()
    def holder(self, facility_id: str) -> str:
        """The id of the user whose facility it is, as far as we heard; empty if nobody's."""
        row = self._profiles.find_one({"facilities": facility_id}, {"_id": 1})
        return row["_id"] if row else ""
