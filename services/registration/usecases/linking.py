"""併設: a user may act for a further facility under the same roof."""

from __future__ import annotations

from services.registration.model.facilities import OPEN
from services.registration.model.refusals import FacilityTaken
from services.registration.usecases.ports import Desk
from shared.errors import Conflict, PermanentError

ATTEMPTS = 3


def link_facility(desk: Desk, user_id: str, facility_id: str) -> None:
    """Once, however often it is said. Raises PermanentError when the facility is unknown, closed
    or somebody else's by now: staff see it among what failed."""
    facility = desk.store.facilities.get(facility_id)
    if facility is None or facility.status != OPEN:
        raise PermanentError(f"no open facility {facility_id}")
    for _ in range(ATTEMPTS):
        user = desk.store.users.by_id(user_id)
        if user is None:
            raise PermanentError(f"no user {user_id}")
        if not user.link(facility.ref):
            return
        try:
            if desk.store.users.save(user):
                return
        except FacilityTaken as error:
            raise PermanentError(f"{facility_id} belongs to another user") from error
    raise Conflict
