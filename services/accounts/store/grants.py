"""What is asked about grants across applications, and the counter of their notices."""

from __future__ import annotations

from contextlib import suppress

from pymongo import ReturnDocument
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.accounts.model.application import Application
from services.accounts.model.transitions import State
from services.accounts.store import documents
from services.accounts.store.applications import SORTS
from services.accounts.store.lists import page_of
from services.accounts.usecases.ports import Page
from shared.mongo import Document, store_errors

COUNTER = "notice"


class GrantStore:
    def __init__(self, db: Database[Document]) -> None:
        self._applications, self._counters = db["applications"], db["counters"]

    @store_errors()
    def is_taken(self, facility_id: str, scheme: str) -> bool:
        """Whether the facility's application to the scheme was approved."""
        query = {
            "facility.id": facility_id,
            "kind": "grant",
            "state": State.COMPLETED.value,
            "details.scheme": scheme,
        }
        return self._applications.find_one(query, {"_id": 1}) is not None

    @store_errors()
    def holds(self, upload_id: str) -> bool:
        """Whether an application of any state names the file."""
        return self._applications.find_one({"details.files": upload_id}, {"_id": 1}) is not None

    @store_errors()
    def page_due(self, page: Page, due: str) -> tuple[list[Application], int]:
        """Approved grants whose notice is still to be issued, or confirmed, or is decided."""
        rows, total = page_of(self._applications, {"notice_due": due}, page, SORTS)
        return [documents.to_application(row) for row in rows], total

    @store_errors()
    def next_notice_no(self) -> str:
        """One nobody else gets; a gap is harmless."""
        while True:
            counter = self._counters.find_one_and_update(
                {"_id": COUNTER}, {"$inc": {"last": 1}}, return_document=ReturnDocument.AFTER
            )
            if counter:
                return f"K{counter['last']:07d}"
            with suppress(DuplicateKeyError):
                self._counters.insert_one({"_id": COUNTER, "last": 0})
