"""Whom people ask, as administrators set it: the copy of a service that writes to people."""

from __future__ import annotations

from dataclasses import asdict

from shared.contracts import SettingsChanged
from shared.mongo import Database, Document, store_errors
from shared.settings import Operator

ONLY = "site"


class Contact:
    """`own` is the operator's file, which counts until the first word and wherever nothing is
    set."""

    def __init__(self, db: Database[Document], own: Operator) -> None:
        self._contact, self._own = db["contact"], own

    @store_errors()
    def hear(self, told: SettingsChanged, version: int) -> None:
        """The highest version stays, in whatever order and however often they come."""
        news = {**asdict(told), "version": version}
        self._contact.update_one({"_id": ONLY}, {"$setOnInsert": news}, upsert=True)
        older = {"_id": ONLY, "version": {"$lt": version}}
        self._contact.update_one(older, {"$set": news})

    @store_errors()
    def operator(self) -> Operator:
        return self._own.as_set(self._contact.find_one({"_id": ONLY}) or {})
