"""下書き, one per facility and kind."""

from __future__ import annotations

from collections.abc import Sequence

from pymongo.database import Database

from services.accounts.model.draft import Draft
from shared.contracts import FacilityRef
from shared.mongo import Document, store_errors


class DraftStore:
    """The names of fields hold dots, so answers are stored as pairs."""

    def __init__(self, db: Database[Document]) -> None:
        self._drafts = db["application_drafts"]

    @store_errors()
    def keep(self, draft: Draft) -> None:
        row = {
            "kind": draft.kind,
            "facility": vars(draft.facility),
            "answers": [list(pair) for pair in draft.answers.items()],
            "saved_at": draft.saved_at,
        }
        self._drafts.replace_one(_key(draft.facility.id, draft.kind), row, upsert=True)

    @store_errors()
    def of(self, facility_ids: Sequence[str]) -> list[Draft]:
        rows = self._drafts.find({"facility.id": {"$in": list(facility_ids)}})
        return [_draft(row) for row in rows]

    @store_errors()
    def drop(self, facility_id: str, kind: str) -> None:
        self._drafts.delete_one(_key(facility_id, kind))


def _key(facility_id: str, kind: str) -> Document:
    return {"_id": f"{kind}|{facility_id}"}


def _draft(row: Document) -> Draft:
    facility = FacilityRef(**row["facility"])
    return Draft(row["kind"], facility, dict(row["answers"]), row["saved_at"])
