"""Start dates, one document per facility, each with its outbox."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.accounts.model.parts import Applicant
from services.accounts.model.start_date import StartDate
from services.accounts.store.documents import WITHOUT_OUTBOX, difference
from shared.contracts import FacilityRef, Person
from shared.messaging.outbox import Outbox
from shared.mongo import Document, store_errors


class StartDateStore:
    """Every change is conditional on the version that was read."""

    def __init__(self, db: Database[Document], outbox: Outbox) -> None:
        self._start_dates, self._outbox = db["start_dates"], outbox

    @store_errors()
    def add_missing(self, start_date: StartDate) -> None:
        """One that is there already stays as it is."""
        try:
            self._start_dates.insert_one({**_document(start_date), "outbox": []})
        except DuplicateKeyError:
            return

    @store_errors()
    def get(self, facility_id: str) -> StartDate | None:
        row = self._start_dates.find_one({"_id": facility_id}, WITHOUT_OUTBOX)
        return _start_date(row) if row else None

    @store_errors()
    def due(self, now: datetime, limit: int) -> list[StartDate]:
        """Those somebody is to be reminded of."""
        due = {"remind_at": {"$lte": now}}
        rows = self._start_dates.find(due, WITHOUT_OUTBOX, hint="to_remind")
        return [_start_date(row) for row in rows.limit(limit)]

    @store_errors()
    def save(self, before: StartDate, after: StartDate, cause: str | None = None) -> bool:
        """State and news in one write; False when somebody else was faster."""
        entries = self._outbox.entries(after.news, after.version, causing_id=cause)
        update = difference(_document(before), _document(after))
        update = self._outbox.pushed(before.facility.id, entries, update)
        seen = {"_id": before.facility.id, "version": before.version}
        if self._start_dates.update_one(seen, update).modified_count == 0:
            return False
        self._outbox.ring()
        return True


def _document(start_date: StartDate) -> Document:
    row = asdict(start_date)
    del row["news"]
    row["_id"] = start_date.facility.id
    row["day"] = start_date.day and start_date.day.isoformat()
    return {name: value for name, value in row.items() if value is not None}


def _start_date(row: Document) -> StartDate:
    applicant, day = row["applicant"], row.get("day")
    return StartDate(
        facility=FacilityRef(**row["facility"]),
        ref=row["ref"],
        applicant=Applicant(applicant["user_id"], Person(**applicant["person"])),
        opened_at=row["opened_at"],
        day=date.fromisoformat(day) if day else None,
        registered_at=row.get("registered_at"),
        reminders=row["reminders"],
        remind_at=row.get("remind_at"),
        version=row["version"],
    )
