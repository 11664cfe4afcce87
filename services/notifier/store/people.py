"""Where people receive mail now, and under which addresses they did before."""

from __future__ import annotations

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.mongo import Document, store_errors

PEOPLE = "people"
INDEXES = {PEOPLE: [IndexModel([("known", ASCENDING)], name="known")]}


class PeopleStore:
    def __init__(self, db: Database[Document]) -> None:
        self._people = db[PEOPLE]

    @store_errors()
    def remember(self, user_id: str, email: str, version: int) -> None:
        """The present address is overwritten only by a higher version; all stay known."""
        try:
            self._people.insert_one(
                {"_id": user_id, "email": email, "version": version, "known": [email]}
            )
        except DuplicateKeyError:
            self._people.update_one({"_id": user_id}, {"$addToSet": {"known": email}})
            older = {"_id": user_id, "version": {"$lt": version}}
            self._people.update_one(older, {"$set": {"email": email, "version": version}})

    @store_errors()
    def present_address(self, email: str) -> str:
        """Of whoever has, or else had, this address; the same where nobody is known by it."""
        now = [row["email"] for row in self._people.find({"known": email}, {"email": 1})]
        return email if email in now or not now else str(now[-1])
