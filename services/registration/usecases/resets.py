"""Forgotten passwords. Whoever asks, one document of one size is written."""

from __future__ import annotations

import uuid

from services.registration.model import links
from services.registration.model import users as user_states
from services.registration.model.links import RESET_LIFE, Link
from services.registration.model.passwords import password_problems, too_common
from services.registration.model.refusals import TokenSuperseded, TokenUnknown, TokenUsed
from services.registration.model.resets import Reset
from services.registration.model.sessions import USER
from services.registration.model.users import User
from services.registration.usecases.ports import Desk
from services.registration.usecases.secrets import is_guessable
from services.registration.usecases.sessions import lock_name
from shared.errors import Conflict, FieldError, Invalid
from shared.tokens import new_token

ATTEMPTS = 3
NOBODY = ("姓名", "姓名")


def request_reset(desk: Desk, email: str) -> None:
    """Silent about everything: unknown addresses, and requests that come too soon."""
    now = desk.now()
    if desk.store.mailings.reserve(desk.fingerprint("reset mailbox", email), "", now):
        return
    user = desk.store.users.by_email(email)
    known = user is not None and user.state == user_states.ACTIVE
    token = new_token()
    reset = Reset(
        id=str(uuid.uuid4()),
        address=desk.fingerprint("address", email),
        user_id=user.id if user and known else str(uuid.uuid4()),
        link=Link.sent(desk.fingerprint("reset", token), now, RESET_LIFE),
    )
    names = (user.family_name, user.given_name) if user and known else NOBODY
    reset.send(known, email, names, token)
    desk.store.resets.add(reset)


def preview_reset(desk: Desk, token: str) -> User:
    """Whose password the link sets. Raises TokenUnknown, TokenUsed, TokenExpired or
    TokenSuperseded."""
    return _find(desk, token)[1]


def complete_reset(desk: Desk, token: str, password: str, repeated: str | None) -> None:
    """Sets the password, spends the link and ends every session in one write. Refuses as the
    preview does; raises Invalid for the password."""
    reset, user = _find(desk, token)
    check_new_password(password, repeated, user.email, user.family_name, user.given_name)
    hashed = desk.hasher.hash(password)
    for _ in range(ATTEMPTS):
        user.reset_password(reset.id, hashed, desk.now())
        if desk.store.users.save(user):
            desk.store.resets.mark_used(reset.id)
            desk.store.locks.clear(lock_name(desk, USER, user.email))
            return
        reset, user = _find(desk, token)
    raise Conflict


def check_new_password(password: str, repeated: str | None, email: str, *hints: str) -> None:
    """Raises Invalid."""
    problems = new_password_problems(password, repeated, email, *hints)
    if problems:
        raise Invalid(errors=problems)


def new_password_problems(
    password: str, repeated: str | None, email: str, *hints: str
) -> list[FieldError]:
    problems = password_problems(password, repeated, email)
    if not problems and is_guessable(password, [email, *hints]):
        problems = [too_common()]
    return problems


def _find(desk: Desk, token: str) -> tuple[Reset, User]:
    mac = desk.fingerprint("reset", token)
    reset = desk.store.resets.by_link(mac)
    user = desk.store.users.by_id(reset.user_id) if reset else None
    if reset is None or user is None or user.state != user_states.ACTIVE:
        raise TokenUnknown
    if reset.address != desk.fingerprint("address", user.email):
        raise TokenUnknown
    if reset.used or user.spent_reset == reset.id:
        raise TokenUsed
    newer = desk.store.resets.newer_than(reset)
    if newer:
        raise TokenSuperseded(newer.link.sent_at)
    links.check([reset.link], mac, desk.now())
    return reset, user
