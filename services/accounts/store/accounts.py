"""Accounts, each with its outbox, and the counter their ids come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date

from pymongo import ReturnDocument
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from services.accounts.model.account import Account
from services.accounts.store import documents
from services.accounts.store.documents import WITHOUT_OUTBOX
from services.accounts.store.lists import contains, order_of, page_of
from services.accounts.usecases.ports import Page, WantedAccounts
from shared import audit
from shared.messaging.outbox import Outbox
from shared.mongo import Document, store_errors

DUPLICATE = 11000
ROWS_AT_ONCE = 500
LAST_CHARACTER = "\uffff"
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
    def due_for_release(self, today: date) -> list[Account]:
        due = {"release_on": {"$lte": today.isoformat()}}
        rows = self._accounts.find(due, WITHOUT_OUTBOX, hint="release_on")
        return [documents.to_account(row) for row in rows]

    @store_errors()
    def publish(self, account_id: str, issue: int, document_id: str) -> None:
        """掲載済み: the sheet of the latest issue is stored and readable."""
        latest = {"_id": account_id, "secrets.version": issue}
        self._accounts.update_one(latest, {"$set": {"document_id": document_id}})

    @store_errors()
    def page(self, page: Page, wanted: WantedAccounts) -> tuple[list[Account], int]:
        rows, total = page_of(self._accounts, _query(wanted), page, SORTS)
        return [documents.to_account(row) for row in rows], total

    def every(self, page: Page, wanted: WantedAccounts) -> Iterator[Account]:
        """In the order of `page`, all of its pages; read while they are used."""
        rows = self._accounts.find(_query(wanted), WITHOUT_OUTBOX, batch_size=ROWS_AT_ONCE)
        with store_errors():
            yield from map(documents.to_account, rows.sort(order_of(page, SORTS)))

    @store_errors()
    def ids(self, wanted: WantedAccounts) -> list[str]:
        return [row["_id"] for row in self._accounts.find(_query(wanted), {"_id": 1}).sort("_id")]


def _query(wanted: WantedAccounts) -> Document:
    query: Document = {}
    if wanted.facility_ids is not None:
        query["facility.id"] = {"$in": list(wanted.facility_ids)}
    if wanted.status:
        query["status"] = wanted.status.value
    if wanted.release_requested:
        query["release_requested"] = True
    if wanted.q:
        query |= _searched(wanted)
    return query


def _searched(wanted: WantedAccounts) -> Document:
    """Among all accounts only what an index finds: an id, else a code, by its beginning."""
    if wanted.facility_ids is not None:
        return {"$or": [contains("_id", wanted.q), contains("note", wanted.q)]}
    start = wanted.q.upper()
    field = "_id" if start.startswith("W") else "facility.institution_code"
    return {field: {"$gte": start, "$lt": f"{start}{LAST_CHARACTER}"}}
