"""What users change about themselves: name, telephone, e-mail address."""

from __future__ import annotations

from collections.abc import Mapping

from services.registration.model import users as user_states
from services.registration.model.drafts import Sent
from services.registration.model.links import EMAIL_CHANGE_LIFE, Link
from services.registration.model.refusals import AddressTaken, ResendTooSoon, TokenUnknown
from services.registration.model.users import User
from services.registration.usecases.ports import Desk
from services.registration.usecases.sessions import prove_password, read_profile
from shared.errors import Conflict, FieldError, Invalid
from shared.tokens import new_token

ATTEMPTS = 3
UNCHANGED = "現在のメールアドレスと同じです"


def change_profile(desk: Desk, user_id: str, given: Mapping[str, str]) -> User:
    """Raises SessionEnded."""
    for _ in range(ATTEMPTS):
        user = read_profile(desk, user_id)
        user.change(given)
        if not user.news or desk.store.users.save(user):
            return user
    raise Conflict


def accept_terms(desk: Desk, user_id: str, version: str) -> User:
    """Raises SessionEnded."""
    for _ in range(ATTEMPTS):
        user = read_profile(desk, user_id)
        user.accept_terms(version, desk.now())
        if desk.store.users.save(user):
            return user
    raise Conflict


def request_email(desk: Desk, user_id: str, email: str, password: str, key: str) -> Sent:
    """A link to the new address, whoever may have it already, and a warning to the present one.
    `key` makes a repetition harmless. Raises Invalid, Locked or ResendTooSoon."""
    user, now = read_profile(desk, user_id), desk.now()
    if email == user.email:
        raise Invalid(errors=[FieldError("email", "unchanged", UNCHANGED)])
    prove_password(desk, user, password)
    request = desk.fingerprint("request", key) if key else ""
    wait = desk.store.mailings.reserve(desk.fingerprint("change mailbox", user.id), request, now)
    if wait and request and wait.request == request and user.email_links:
        return Sent(user.wanted_email, user.email_links[-1].expires_at)
    if wait:
        raise ResendTooSoon(wait.seconds_left(now))
    token = new_token()
    link = Link.sent(desk.fingerprint("email link", token), now, EMAIL_CHANGE_LIFE)
    user.want_email(email, link, token)
    if not desk.store.users.save(user):
        raise Conflict
    return Sent(email, link.expires_at)


def preview_email(desk: Desk, token: str) -> tuple[User, Link]:
    """Raises TokenUnknown, TokenUsed, TokenExpired, TokenSuperseded or AddressTaken."""
    user, mac = _find(desk, token)
    link = user.check_email_link(mac, desk.now())
    if desk.store.users.knows(user.wanted_email):
        raise AddressTaken
    return user, link


def switch_email(desk: Desk, token: str) -> User:
    """Refuses as the preview does. Of two at once for one address the store lets one through."""
    for _ in range(ATTEMPTS):
        user, mac = _find(desk, token)
        user.take_email(mac, desk.now())
        if desk.store.users.save(user):
            return user
    raise Conflict


def _find(desk: Desk, token: str) -> tuple[User, str]:
    mac = desk.fingerprint("email link", token)
    user = desk.store.users.by_email_link(mac)
    if user is None or user.state != user_states.ACTIVE:
        raise TokenUnknown
    return user, mac
