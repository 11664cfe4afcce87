"""Applications, each with its outbox."""

from __future__ import annotations

from datetime import date

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.accounts.model.application import Application
from services.accounts.model.parts import Happening
from services.accounts.model.transitions import State
from services.accounts.store import documents
from services.accounts.store.documents import WITHOUT_OUTBOX
from services.accounts.store.lists import page_of
from services.accounts.store.narrowing import applications_query
from services.accounts.usecases.ports import Page, WantedApplications
from shared import audit
from shared.messaging.outbox import Outbox
from shared.mongo import Document, store_errors

SORTS = {
    "ref": "_id",
    "kind": "kind",
    "state": "state",
    "facility": "facility.name",
    "terminals": "terminals",
    "submitted_at": "submitted_at",
    "updated_at": "updated_at",
    "deadline": "deadline",
    "claim": "claim.name",
}
AUDITED = ("state", "claim", "comment", "deadline", "notice")


class ApplicationStore:
    """Every change is conditional on the version and state that were read."""

    def __init__(self, db: Database[Document], outbox: Outbox) -> None:
        self._applications, self._outbox = db["applications"], outbox

    @store_errors()
    def add(self, application: Application) -> bool:
        """False when the ref, the form or the facility's open place is taken."""
        entries = self._outbox.entries(application.news, application.version)
        owed = self._outbox.inserted(application.ref, entries)
        try:
            self._applications.insert_one({**documents.of_application(application), **owed})
        except DuplicateKeyError:
            return False
        self._outbox.ring()
        return True

    @store_errors()
    def save(self, before: Application, after: Application, cause: str | None = None) -> bool:
        """State and news in one write; False when somebody else was faster."""
        old, new = documents.of_application(before), documents.of_application(after)
        update = documents.difference(old, new)
        entries = self._outbox.entries(after.news, after.version, causing_id=cause)
        seen = {"_id": before.ref, "version": before.version, "state": before.state.value}
        update = self._outbox.pushed(before.ref, entries, update)
        if self._applications.update_one(seen, update).modified_count == 0:
            return False
        audit.changed(old, new, AUDITED)
        self._outbox.ring()
        return True

    def get(self, ref: str) -> Application | None:
        return self._one({"_id": ref})

    def by_request(self, key: str) -> Application | None:
        return self._one({"requests.key": key})

    def open_of(self, facility_id: str, kind: str, place: str) -> Application | None:
        taken = {"facility.id": facility_id, "kind": kind, "open": True}
        return self._one({**taken, "place": place or None})

    def any_completed(self, facility_id: str, kind: str) -> bool:
        done = {"facility.id": facility_id, "kind": kind, "state": State.COMPLETED.value}
        return self._one(done) is not None

    def oldest_claimed_by(self, staff_id: str) -> Application | None:
        return self._oldest({"state": State.IN_REVIEW.value, "claim.staff_id": staff_id})

    def oldest_unclaimed(self) -> Application | None:
        return self._oldest({"state": State.SUBMITTED.value})

    @store_errors()
    def page(self, page: Page, wanted: WantedApplications) -> tuple[list[Application], int]:
        query = applications_query(wanted, page.q)
        rows, total = page_of(self._applications, query, page, SORTS)
        return [documents.to_application(row) for row in rows], total

    @store_errors()
    def count(self, state: State) -> int:
        return self._applications.count_documents({"state": state.value})

    @store_errors()
    def count_due(self, until: date) -> int:
        """Returned ones whose deadline is not after `until`."""
        due = {"deadline": {"$lte": until.isoformat()}, "state": State.RETURNED.value}
        return self._applications.count_documents(due)

    @store_errors()
    def oldest_open(self, limit: int) -> list[Application]:
        waiting = {"state": {"$in": [State.SUBMITTED.value, State.IN_REVIEW.value]}}
        rows = self._applications.find(waiting, WITHOUT_OUTBOX).sort("submitted_at").limit(limit)
        return [documents.to_application(row) for row in rows]

    @store_errors()
    def overdue(self, today: date) -> list[Application]:
        missed = {"deadline": {"$lt": today.isoformat()}, "state": State.RETURNED.value}
        rows = self._applications.find(missed, WITHOUT_OUTBOX)
        return [documents.to_application(row) for row in rows]

    @store_errors()
    def refs_to_create(self) -> list[str]:
        """Decided applications whose accounts may not all be stored."""
        return [row["_id"] for row in self._applications.find({"to_create": True}, {"_id": 1})]

    @store_errors()
    def accounts_created(self, ref: str, number: int) -> None:
        """The mark and the fingerprints go; the accounts hold them now."""
        self._applications.update_one(
            {"_id": ref, "to_create": True},
            {
                "$unset": {"to_create": "", "planned_accounts": ""},
                "$set": {"issued.accounts": number},
            },
        )

    @store_errors()
    def refs_unsettled(self) -> list[str]:
        """Applications whose account may not follow them yet."""
        return [row["_id"] for row in self._applications.find({"unsettled": True}, {"_id": 1})]

    @store_errors()
    def settled(self, ref: str, version: int) -> bool:
        """The account follows this version; False when there is another by now."""
        seen = {"_id": ref, "version": version}
        return self._applications.update_one(seen, {"$unset": {"unsettled": ""}}).matched_count == 1

    @store_errors()
    def documents_ready(self, ref: str, number: int, happening: Happening) -> None:
        """Once; repeating it changes nothing."""
        self._applications.update_one(
            {"_id": ref, "issued.documents": 0},
            {
                "$set": {"issued.documents": number},
                "$push": {"timeline": documents.of_happening(happening)},
            },
        )

    @store_errors()
    def _one(self, query: Document) -> Application | None:
        row = self._applications.find_one(query, WITHOUT_OUTBOX)
        return documents.to_application(row) if row else None

    @store_errors()
    def _oldest(self, query: Document) -> Application | None:
        rows = self._applications.find(query, WITHOUT_OUTBOX)
        row = next(iter(rows.sort("submitted_at").limit(1)), None)
        return documents.to_application(row) if row else None
