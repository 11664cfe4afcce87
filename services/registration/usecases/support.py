"""Staff help users: they see no password and set none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.registration.model import users as states
from services.registration.model.numbers import facility_ids
from services.registration.model.refusals import NotPossible
from services.registration.model.sessions import USER, Session
from services.registration.model.users import User
from services.registration.usecases.ports import Desk
from services.registration.usecases.registrations import resend_to_user
from services.registration.usecases.resets import request_reset
from services.registration.usecases.sessions import lock_name
from shared import japanese
from shared.audit import changed
from shared.errors import Conflict, NotFound

ATTEMPTS = 3
AUDITED = ("state", "session_epoch")


@dataclass(frozen=True)
class Supported:
    """`locked_until` after too many failures; `sessions` are those alive."""

    user: User
    locked_until: datetime | None
    signed_in_at: datetime | None
    sessions: list[Session]


def search(desk: Desk, q: str) -> list[User]:
    """By the beginning of an address or of a name, or by a facility's whole number."""
    ids = facility_ids(japanese.digits(q))
    if ids:
        found = desk.store.directory.of_facilities(ids)
    elif q:
        family_name, _, given_name = japanese.name(q).partition(" ")
        found = desk.store.directory.beginning(japanese.email(q), family_name, given_name)
    else:
        found = []
    return sorted(found, key=lambda user: (user.email, user.created_at))


def show(desk: Desk, user_id: str) -> Supported:
    """Raises NotFound."""
    user, now = _user(desk, user_id), desk.now()
    sessions = desk.store.sessions.of_owner(user.id)
    return Supported(
        user,
        desk.store.locks.locked_until(lock_name(desk, USER, user.email), now),
        desk.store.directory.signed_in_at(user.id),
        [each for each in sessions if each.alive(user.session_epoch, now)],
    )


def resend(desk: Desk, user_id: str) -> None:
    """The confirmation mail. Raises NotFound, NotPossible, ResendTooSoon."""
    user = _user(desk, user_id)
    if user.state != states.PENDING or not user.links[-1].renewable(desk.now()):
        raise NotPossible
    resend_to_user(desk, user)


def unlock(desk: Desk, user_id: str) -> None:
    user = _user(desk, user_id)
    desk.store.locks.clear(lock_name(desk, USER, user.email))


def send_reset(desk: Desk, user_id: str) -> None:
    """The mail by which the user chooses a password. Raises NotFound or NotPossible."""
    user = _user(desk, user_id)
    if user.state != states.ACTIVE:
        raise NotPossible
    request_reset(desk, user.email)


def end_sessions(desk: Desk, user_id: str) -> None:
    _change(desk, user_id, User.end_sessions)


def suspend(desk: Desk, user_id: str) -> None:
    """Ends every session in the same write. Raises NotFound or NotPossible."""
    _change(desk, user_id, User.suspend)


def resume(desk: Desk, user_id: str) -> None:
    _change(desk, user_id, User.resume)


def _change(desk: Desk, user_id: str, change: Callable[[User], None]) -> None:
    for _ in range(ATTEMPTS):
        user = _user(desk, user_id)
        before = dict(vars(user))
        change(user)
        if desk.store.users.save(user):
            changed(before, vars(user), AUDITED)
            return
    raise Conflict


def _user(desk: Desk, user_id: str) -> User:
    user = desk.store.users.by_id(user_id)
    if user is None:
        raise NotFound
    return user
