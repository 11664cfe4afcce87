"""併設: a user may act for a further facility under the same roof."""

from __future__ import annotations

from contextlib import suppress

from services.registration.model.facilities import OPEN, Facility
from services.registration.model.refusals import FacilityTaken
from services.registration.model.users import User
from services.registration.usecases.ports import Desk
from shared.contracts import FacilityLinkApproved
from shared.errors import Conflict, PermanentError

ATTEMPTS = 3


def link_facility(desk: Desk, link: FacilityLinkApproved, cause: str) -> None:
    """Once, however often it is said: the facility is the user's, or accounts hears why not.
    `cause` is the id of what said it. Raises PermanentError for a user that never was."""
    for _ in range(ATTEMPTS):
        user = desk.store.users.by_id(link.user_id)
        if user is None:
            raise PermanentError(f"no user {link.user_id}")
        if not _answer(desk, user, link):
            return
        with suppress(FacilityTaken):
            if desk.store.users.save(user, cause):
                return
    raise Conflict


def _answer(desk: Desk, user: User, link: FacilityLinkApproved) -> bool:
    """False when it was given before."""
    if link.ref in user.refused_links:
        return False
    facility = desk.store.facilities.get(link.facility_id)
    obstacle = _obstacle(desk, user, facility)
    if facility is None or obstacle:
        user.refuse_link(link.ref, link.facility_id, obstacle)
        return True
    return user.link(facility.ref)


def _obstacle(desk: Desk, user: User, facility: Facility | None) -> str:
    """As FacilityLinkRefused names it; empty when there is none."""
    if facility is None:
        return "unknown"
    holder = desk.store.users.holder(facility.id)
    if holder:
        return "" if holder.id == user.id else "taken"
    return "" if facility.status == OPEN else "closed"
