"""Accounts, each with its outbox, and the counter their ids come from."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from pymongo import ReturnDocument
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from services.accounts.model.account import Account
from services.accounts.model.account_parts import Status
from services.accounts.store import documents
from services.accounts.store.documents import WITHOUT_OUTBOX
from services.accounts.store.lists import contains, page_of
from services.accounts.usecases.ports import Page
from shared import audit
from shared.messaging.outbox import Outbox
from shared.mongo import Document, store_errors

DUPLICATE = 11000
SORTS = {
    "id": "_id",
    "note": "note",
    "status": "status",
    "started_on": "started_on",
    "ended_on": "ended_on",
    "suspended_on": "suspended_on",
}
AUDITED = ("status", "note", "release_requested", "started_on", "ended_on", "suspended_on")


class AccountStore:
    """Every change is conditional on the revision that was read."""

    def __init__(self, db: Database[Document], outbox: Outbox) -> None:
        self._accounts, self._counters, self._outbox = db["accounts"], db["counters"], outbox

    @store_errors()
    def next_ids(self, number: int) -> list[str]:
        """A block nobody else gets. Whoever does not use it leaves a gap, which is harmless."""
        while (last := self._raise_counter(number)) is None:
            self._start_counter()
        return [f"W{n:07d}" for n in range(last - number + 1, last + 1)]

    def _raise_counter(self, number: int) -> int | None:
        counter = self._counters.find_one_and_update(
            {"_id": "account"},
            {"$inc": {"last": number}},
            return_document=ReturnDocument.AFTER,
        )
        return counter["last"] if counter else None

    def _start_counter(self) -> None:
        with suppress(DuplicateKeyError):
            self._counters.insert_one({"_id": "account", "last": 0})

    @store_errors()
    def add_missing(self, accounts: Sequence[Account]) -> None:
        """By id: one that is there already is done and stays as it is."""
        rows = [{**documents.of_account(account), "outbox": []} for account in accounts]
        try:
            self._accounts.insert_many(rows, ordered=False)
        except BulkWriteError as error:
            failures = error.details["writeErrors"]
            if any(failure["code"] != DUPLICATE for failure in failures):
                raise

    @store_errors()
    def get(self, account_id: str) -> Account | None:
        row = self._accounts.find_one({"_id": account_id}, WITHOUT_OUTBOX)
        return documents.to_account(row) if row else None

    @store_errors()
    def save(self, before: Account, after: Account) -> bool:
        """State and news in one write; False when somebody else was faster."""
        old, new = documents.of_account(before), documents.of_account(after)
        update = documents.difference(old, new)
        entries = self._outbox.entries(after.news, after.revision)
        seen = {"_id": before.id, "revision": before.revision}
        update = self._outbox.pushed(before.id, entries, update)
        if self._accounts.update_one(seen, update).modified_count == 0:
            return False
        audit.changed(old, new, AUDITED)
        if entries:
            self._outbox.ring()
        return True

    @store_errors()
    def publish(self, account_id: str, document_id: str) -> None:
        """掲載済み: its sheet is stored and readable."""
        self._accounts.update_one({"_id": account_id}, {"$set": {"document_id": document_id}})

    @store_errors()
    def page(
        self, page: Page, *, facility_ids: Sequence[str], status: Status | None
    ) -> tuple[list[Account], int]:
        """`q` looks at id and note."""
        query: Document = {"facility.id": {"$in": list(facility_ids)}}
        if status:
            query["status"] = status.value
        if page.q:
            query["$or"] = [contains("_id", page.q), contains("note", page.q)]
        rows, total = page_of(self._accounts, query, page, SORTS)
        return [documents.to_account(row) for row in rows], total
