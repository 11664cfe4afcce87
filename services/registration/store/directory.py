"""Users as staff look for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pymongo.database import Database

from services.registration.model.users import User
from services.registration.store import documents
from services.registration.store.documents import WITHOUT_OUTBOX
from shared.mongo import Document, store_errors

MOST = 100
AFTER_EVERY_CHARACTER = "\U0010ffff"


class UserDirectory:
    def __init__(self, db: Database[Document]) -> None:
        self._users = db["users"]

    def beginning(self, email: str, family_name: str, given_name: str) -> list[User]:
        """By the beginning of an address or of a name; MOST of them."""
        by_email = self._found({"email": _beginning(email)}) if email else []
        if by_email or not family_name:
            return by_email
        names: Document = {"family_name": _beginning(family_name)}
        if given_name:
            names["given_name"] = _beginning(given_name)
        return self._found(names)

    def of_facilities(self, ids: Sequence[str]) -> list[User]:
        return self._found({"facilities.id": {"$in": list(ids)}})

    @store_errors()
    def signed_in_at(self, user_id: str) -> datetime | None:
        found = self._users.find_one({"_id": user_id}, {"signed_in_at": 1}) or {}
        return found.get("signed_in_at")  # type: ignore[return-value]

    @store_errors()
    def _found(self, query: Document) -> list[User]:
        found = self._users.find(query, WITHOUT_OUTBOX, limit=MOST)
        return [documents.to_user(each) for each in found]


def _beginning(text: str) -> Document:
    return {"$gte": text, "$lt": text + AFTER_EVERY_CHARACTER}
