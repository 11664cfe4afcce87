"""Is this number in the master, and may it still register?"""

from __future__ import annotations

from services.registration.model.facilities import OPEN, Facility
from services.registration.model.numbers import (
    RegistrationNumber,
    facility_not_found,
    facility_taken,
    read_number,
)
from services.registration.model.refusals import FacilityAlreadyBound, FacilityNotFound, MasterAway
from services.registration.usecases.ports import Desk
from shared.errors import Invalid, StoreAway


def look_up(desk: Desk, kind: str, prefix: str, typed: str) -> Facility:
    """Raises Invalid, FacilityNotFound, FacilityAlreadyBound or MasterAway."""
    number, problems = read_number(kind, prefix, typed)
    if number is None:
        raise Invalid(errors=problems)
    return find_free(desk, number)


def find_free(desk: Desk, number: RegistrationNumber) -> Facility:
    """The facility if nobody is registered for it yet."""
    try:
        facility = desk.store.facilities.get(number.facility_id)
        taken = desk.store.users.holds(number.facility_id)
    except StoreAway as error:
        raise MasterAway from error
    if facility is None or facility.status != OPEN:
        problem = facility_not_found(number.kind)
        raise FacilityNotFound(problem.message, errors=[problem])
    if taken:
        problem = facility_taken(number.kind)
        raise FacilityAlreadyBound(problem.message, errors=[problem])
    return facility
