"""Notices of decided grants, one document each: facts in clear, the PDF encrypted.

`version` counts its two saves: stored, announced. Views are only ever added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date, datetime

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.documents.model.notices import Notice
from shared.contracts import DecisionNoticeReady
from shared.messaging.outbox import OUTBOX_INDEX, Outbox
from shared.mongo import Document, store_errors
from shared.vault import Locked

STORED, READY = 1, 2
NOTICE_INDEXES = {
    "notices": [
        OUTBOX_INDEX,
        IndexModel([("facility_id", ASCENDING), ("_id", ASCENDING)], name="of_facility"),
    ],
}
WITHOUT_PDF = {"pdf": 0, "key": 0, "outbox": 0}


class NoticeStore:
    def __init__(self, db: Database[Document], outbox: Outbox) -> None:
        self._notices, self._views, self._outbox = db["notices"], db["views"], outbox

    @store_errors()
    def add(self, notice: Notice, locked: Locked) -> None:
        """One that is there already stays as it is."""
        row = {
            **asdict(notice),
            "_id": notice.number,
            "decided_on": notice.decided_on.isoformat(),
            "key": locked.key,
            "pdf": locked.boxes["pdf"],
            "version": STORED,
            "outbox": [],
        }
        try:
            self._notices.insert_one(row)
        except DuplicateKeyError:
            return

    @store_errors()
    def get(self, number: str) -> Notice | None:
        row = self._notices.find_one({"_id": number}, WITHOUT_PDF)
        return _notice(row) if row else None

    @store_errors()
    def locked(self, notice: Notice) -> Locked:
        row = self._notices.find_one({"_id": notice.number}, {"key": 1, "pdf": 1})
        assert row is not None
        return Locked(row["key"], {"pdf": row["pdf"]})

    @store_errors()
    def discard(self, notice: Notice) -> None:
        """Just this one, and only while nobody was told of it."""
        this = {"_id": notice.number, "sha256": notice.sha256, "version": STORED}
        self._notices.delete_one(this)

    @store_errors()
    def finish(self, notice: Notice, ready: DecisionNoticeReady, cause: str) -> None:
        """State and news in one write, which succeeds once however many try."""
        entries = self._outbox.entries([ready], READY, causing_id=cause)
        update = self._outbox.pushed(notice.number, entries, {"$set": {"version": READY}})
        if self._notices.update_one(
            {"_id": notice.number, "version": STORED}, update
        ).modified_count:
            self._outbox.ring()

    @store_errors()
    def of_facilities(self, facility_ids: Sequence[str]) -> list[Notice]:
        """Those that were announced, in the order of their numbers."""
        query = {"facility_id": {"$in": list(facility_ids)}, "version": READY}
        rows = self._notices.find(query, WITHOUT_PDF).sort("_id", ASCENDING)
        return [_notice(row) for row in rows]

    @store_errors()
    def viewed(self, notice: Notice, by: str, at: datetime) -> None:
        self._views.insert_one({"document_id": notice.number, "part": "pdf", "by": by, "at": at})
        self._notices.update_one({"_id": notice.number}, {"$set": {"last_viewed_at": at}})


def _notice(row: Document) -> Notice:
    known = {f.name: row[f.name] for f in fields(Notice) if f.name in row}
    return Notice(**{**known, "decided_on": date.fromisoformat(str(row["decided_on"]))})
