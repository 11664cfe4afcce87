"""Staff members."""

from __future__ import annotations

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.registration.model.staff import Staff
from services.registration.store import documents
from shared.mongo import Document, store_errors


class StaffStore:
    def __init__(self, db: Database[Document]) -> None:
        self._staff = db["staff"]

    @store_errors()
    def add(self, staff: Staff) -> bool:
        """False when the address belongs to a staff member already."""
        try:
            self._staff.insert_one(documents.of(staff))
        except DuplicateKeyError:
            return False
        return True

    @store_errors()
    def save(self, staff: Staff) -> bool:
        """False when somebody else was faster."""
        seen = {"_id": staff.id, "version": staff.version}
        staff.version += 1
        return self._staff.update_one(seen, {"$set": documents.of(staff)}).matched_count == 1

    @store_errors()
    def use_step(self, staff: Staff, step: int) -> bool:
        """Spends a time step of the second factor; False when it or a later one was used."""
        unused = {"_id": staff.id, "totp_step": {"$lt": step}}
        return self._staff.update_one(unused, {"$set": {"totp_step": step}}).matched_count == 1

    def by_id(self, staff_id: str) -> Staff | None:
        return self._one({"_id": staff_id})

    def by_email(self, email: str) -> Staff | None:
        return self._one({"email": email})

    def by_link(self, mac: str) -> Staff | None:
        return self._one({"links.mac": mac})

    @store_errors()
    def _one(self, query: Document) -> Staff | None:
        found = self._staff.find_one(query)
        return documents.to_staff(found) if found else None
