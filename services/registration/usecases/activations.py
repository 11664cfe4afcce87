"""The link in the confirmation mail: looking changes nothing, pressing the button does, once."""

from __future__ import annotations

from services.registration.model.links import Link
from services.registration.model.refusals import (
    AddressTaken,
    FacilityTaken,
    TokenUnknown,
    TokenUsed,
)
from services.registration.model.users import User
from services.registration.usecases.ports import Desk
from shared.errors import Conflict

ATTEMPTS = 3


def preview_activation(desk: Desk, token: str) -> tuple[User, Link]:
    """Raises TokenUnknown, TokenUsed, TokenExpired, TokenSuperseded or FacilityTaken."""
    user, mac = _find(desk, token)
    link = user.check_link(mac, desk.now())
    if desk.store.users.knows(user.email):
        raise TokenUsed
    if any(desk.store.users.holds(facility.id) for facility in user.facilities):
        raise FacilityTaken
    return user, link


def activate(desk: Desk, token: str) -> User:
    """Refuses as the preview does. Of two at once for one facility the store lets one through."""
    for _ in range(ATTEMPTS):
        user, mac = _find(desk, token)
        user.activate(mac, desk.now())
        try:
            if desk.store.users.save(user):
                return user
        except AddressTaken as error:
            raise TokenUsed from error
    raise Conflict


def _find(desk: Desk, token: str) -> tuple[User, str]:
    mac = desk.fingerprint("link", token)
    user = desk.store.users.by_link(mac)
    if user is None:
        raise TokenUnknown
    return user, mac
