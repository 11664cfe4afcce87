"""Copies of users' profiles, as registration last told them."""

from __future__ import annotations

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.contracts import Person
from shared.mongo import Document, store_errors


class ProfileStore:
    def __init__(self, db: Database[Document]) -> None:
        self._profiles = db["profiles"]

    @store_errors()
    def remember(self, user_id: str, person: Person, version: int) -> None:
        """A copy is overwritten only by a higher version of the original."""
        copy = {"person": vars(person), "version": version}
        try:
            self._profiles.insert_one({"_id": user_id, **copy})
        except DuplicateKeyError:
            older = {"_id": user_id, "version": {"$lt": version}}
            self._profiles.update_one(older, {"$set": copy})

    @store_errors()
    def person(self, user_id: str) -> Person | None:
        row = self._profiles.find_one({"_id": user_id})
        return Person(**row["person"]) if row else None
