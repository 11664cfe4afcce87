"""Staff members."""

from __future__ import annotations

from pymongo import ASCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.registration.model.staff import ACTIVE, ADMIN, Staff
from services.registration.store import documents
from shared.mongo import Document, store_errors

GUARD, MOST_MEMBERS = "admins", 1000


class StaffStore:
    def __init__(self, db: Database[Document]) -> None:
        self._staff, self._guards = db["staff"], db["staff_guards"]

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

    @store_errors()
    def use_recovery(self, staff: Staff, mac: str) -> bool:
        """Spends a recovery code; False when it is none or was used."""
        unspent = {"_id": staff.id, "recovery": mac}
        change = {"$pull": {"recovery": mac}, "$inc": {"version": 1}}
        return self._staff.update_one(unspent, change).matched_count == 1

    @store_errors()
    def everybody(self) -> list[Staff]:
        found = self._staff.find().sort("email", ASCENDING).limit(MOST_MEMBERS)
        return [documents.to_staff(each) for each in found]

    @store_errors()
    def admit_admin(self, staff_id: str) -> None:
        """After somebody became an active administrator."""
        self._guards.update_one({"_id": GUARD}, {"$addToSet": {"ids": staff_id}})

    @store_errors()
    def release_admin(self, staff_id: str) -> bool:
        """To be called before an administrator stops being an active one; False for the last.

        Of two who release each other at once one hears False: each must find the other both
        active and not yet released, and only the list of the released is decided by one write.
        """
        query = {"role": ADMIN, "state": ACTIVE, "_id": {"$ne": staff_id}}
        others = [found["_id"] for found in self._staff.find(query, {"_id": 1})]
        self._guards.update_one(
            {"_id": GUARD}, {"$setOnInsert": {"ids": [*others, staff_id]}}, upsert=True
        )
        another = {"_id": GUARD, "ids": {"$in": others}}
        pulled = self._guards.update_one(another, {"$pull": {"ids": staff_id}})
        return pulled.matched_count == 1

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
