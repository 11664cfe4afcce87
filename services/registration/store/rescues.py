"""Forms that outlived their session."""

from __future__ import annotations

from datetime import datetime

from pymongo.database import Database

from services.registration.model.rescues import RescuedForm
from services.registration.store import documents
from shared.mongo import Document, store_errors


class RescueStore:
    def __init__(self, db: Database[Document]) -> None:
        self._forms = db["rescued_forms"]

    @store_errors()
    def add(self, form: RescuedForm) -> None:
        self._forms.insert_one(documents.of(form))

    @store_errors()
    def take(self, form_id: str, owner_id: str, path: str, now: datetime) -> RescuedForm | None:
        """Given once, and then gone."""
        wanted = {"_id": form_id, "owner_id": owner_id, "path": path, "expires_at": {"$gt": now}}
        found = self._forms.find_one_and_delete(wanted)
        return documents.to_plain(RescuedForm, found) if found else None
