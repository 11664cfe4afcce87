"""Who acts: a portal user, a member of staff, or the clock."""

from __future__ import annotations

from dataclasses import dataclass

from services.accounts.model.refusals import UnknownFacility
from shared.contracts import FacilityRef

STAFF_ROLES = ("viewer", "reviewer", "admin")


@dataclass(frozen=True)
class Actor:
    """`facilities` are those bound to a user; staff have none and see all."""

    id: str
    role: str
    name: str
    email: str = ""
    facilities: tuple[FacilityRef, ...] = ()

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF_ROLES

    @property
    def facility_ids(self) -> tuple[str, ...]:
        return tuple(facility.id for facility in self.facilities)

    def facility(self, facility_id: str) -> FacilityRef:
        """One of the caller's own facilities; raises UnknownFacility for any other."""
        for facility in self.facilities:
            if facility.id == facility_id:
                return facility
        raise UnknownFacility

    def may_see(self, facility: FacilityRef) -> bool:
        return self.is_staff or facility.id in self.facility_ids


CLOCK = Actor(id="", role="clock", name="システム")
