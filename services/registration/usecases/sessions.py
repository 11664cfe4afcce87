"""Signing in and out, and what a signed-in visitor's secret is worth at each request."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from services.registration.model import users as user_states
from services.registration.model.refusals import (
    CredentialsWrong,
    NotActivated,
    PasswordWrong,
    SessionEnded,
    Suspended,
)
from services.registration.model.sessions import USER, Device, Session
from services.registration.model.staff import Staff
from services.registration.model.users import User, masked
from services.registration.usecases.ports import Desk
from shared.audit import Actor, Deed
from shared.errors import FieldError, Invalid
from shared.tokens import new_token

WRONG_PASSWORD = "現在のパスワードが正しくありません"
UNSEEN = Device()
TOKEN_LIFE = timedelta(seconds=60)
SIGN_OUT = ("staff.sign_out", "職員ログアウト")


@dataclass(frozen=True)
class SignIn:
    """`secret` opens the session and is told only once."""

    secret: str
    session: Session
    user: User
    last_login_at: datetime | None


@dataclass(frozen=True)
class Presence:
    """A live session, its owner, and a service token for one request."""

    session: Session
    owner: User | Staff
    token: str


def sign_in(desk: Desk, email: str, password: str, device: Device) -> SignIn:
    """Raises Locked, CredentialsWrong, NotActivated or Suspended. The attempt counts as failed
    before the password is looked at, so parallel guesses cannot outrun the lock."""
    now, name = desk.now(), lock_name(desk, USER, email)
    desk.store.locks.reserve(name, now)
    user = desk.store.users.by_email(email)
    if not desk.hasher.matches(user.password if user else "", password) or user is None:
        raise CredentialsWrong
    desk.store.locks.clear(name)
    if user.state == user_states.PENDING:
        raise NotActivated(masked_email=masked(user.email))
    if user.state != user_states.ACTIVE:
        raise Suspended
    last = desk.store.users.note_sign_in(user.id, now)
    secret, session = open_session(desk, user, USER, device, last)
    return SignIn(secret, session, user, last)


def open_session(
    desk: Desk,
    owner: User | Staff,
    kind: str,
    device: Device = UNSEEN,
    last_login_at: datetime | None = None,
) -> tuple[str, Session]:
    secret = new_token()
    session = Session.begin(
        session_id(desk, secret), owner.id, kind, owner.session_epoch, desk.now()
    ).opened_with(device, last_login_at)
    desk.store.sessions.add(session)
    return secret, session


def present(desk: Desk, secret: str) -> Presence:
    """The fast path of every page: one read, and a write at most once a minute.
    Raises SessionEnded."""
    now = desk.now()
    session, owner = _live(desk, secret, now)
    if session.to_note(now):
        desk.store.sessions.note_seen(session.id, now)
    return Presence(session, owner, desk.sign(_claims(session, owner, now)))


def sign_out(desk: Desk, secret: str) -> None:
    own = session_id(desk, secret)
    found = desk.store.sessions.with_owner(own)
    with on_record(desk, found[1] if found else None, SIGN_OUT):
        desk.store.sessions.remove(own)


def on_record(
    desk: Desk, owner: User | Staff | None, deed: tuple[str, str]
) -> AbstractContextManager[object]:
    """What staff do to their own sessions is audited as `deed` (action, label); what users do to
    theirs is nobody else's business."""
    if not isinstance(owner, Staff):
        return nullcontext()
    who = Actor(owner.id, owner.role, owner.email, owner.shown_name)
    return desk.trail.attempt(Deed(*deed, who, "staff", owner.id))


def confirm_password(desk: Desk, secret: str, password: str) -> datetime:
    """The password again, for what is secret. Raises SessionEnded, Locked, PasswordWrong."""
    now = desk.now()
    session, owner = _live(desk, secret, now)
    name = lock_name(desk, session.kind, owner.email)
    desk.store.locks.reserve(name, now)
    if not desk.hasher.matches(owner.password, password):
        raise PasswordWrong
    desk.store.locks.clear(name)
    desk.store.sessions.note_password(session.id, now)
    return now


def read_profile(desk: Desk, user_id: str) -> User:
    """As it is now, not as the token remembers it. Raises SessionEnded."""
    user = desk.store.users.by_id(user_id)
    if user is None or user.state != user_states.ACTIVE:
        raise SessionEnded
    return user


def live_owner(desk: Desk, secret: str) -> tuple[Session, User | Staff]:
    """A session of anybody, and whose it is. Raises SessionEnded."""
    return _live(desk, secret, desk.now())


def live_user(desk: Desk, secret: str) -> tuple[Session, User]:
    """A session of a user, and whose it is. Raises SessionEnded."""
    session, owner = _live(desk, secret, desk.now())
    if not isinstance(owner, User):
        raise SessionEnded
    return session, owner


def prove_password(desk: Desk, user: User, password: str) -> None:
    """Before something that only the owner may do; a wrong one counts towards the lock.
    Raises Locked or Invalid."""
    name = lock_name(desk, USER, user.email)
    desk.store.locks.reserve(name, desk.now())
    if not desk.hasher.matches(user.password, password):
        raise Invalid(errors=[FieldError("current_password", "wrong", WRONG_PASSWORD)])
    desk.store.locks.clear(name)


def lock_name(desk: Desk, kind: str, email: str) -> str:
    return desk.fingerprint("lock", kind, email)


def _live(desk: Desk, secret: str, now: datetime) -> tuple[Session, User | Staff]:
    found = desk.store.sessions.with_owner(session_id(desk, secret))
    if found is None:
        raise SessionEnded
    session, owner = found
    if owner.state != user_states.ACTIVE or not session.alive(owner.session_epoch, now):
        raise SessionEnded
    return session, owner


def session_id(desk: Desk, secret: str) -> str:
    return desk.fingerprint("session", secret)


def _claims(session: Session, owner: User | Staff, now: datetime) -> dict[str, object]:
    claims: dict[str, object] = {
        "sub": owner.id,
        "role": USER,
        "auth_time": int(session.auth_time.timestamp()),
        "email": owner.email,
        "name": owner.email,
        "facilities": [],
        "iat": int(now.timestamp()),
        "exp": int((now + TOKEN_LIFE).timestamp()),
    }
    if isinstance(owner, Staff):
        return {**claims, "role": owner.role, "name": owner.shown_name}
    name = f"{owner.family_name} {owner.given_name}"
    return {**claims, "name": name, "facilities": [asdict(each) for each in owner.facilities]}
