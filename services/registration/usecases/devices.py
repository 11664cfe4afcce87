"""Where somebody is signed in, and what ends that: signing a device out, a new password."""

from __future__ import annotations

from services.registration.model.sessions import Session
from services.registration.usecases.ports import Desk
from services.registration.usecases.resets import new_password_problems
from services.registration.usecases.sessions import (
    live_owner,
    live_user,
    on_record,
    prove_password,
)
from shared.errors import Conflict, FieldError, Invalid, NotFound

NO_PASSWORD = "現在のパスワードを入力してください"
END_ONE = ("own.end_session", "自分の端末のログアウト")
END_OTHERS = ("own.end_other_sessions", "自分のほかの端末のログアウト")
UNCHANGED = "現在と異なるパスワードを入力してください"


def list_sessions(desk: Desk, secret: str) -> tuple[Session, list[Session]]:
    """The present one, and all that are alive, last seen first. Raises SessionEnded."""
    session, owner = live_owner(desk, secret)
    now, every = desk.now(), desk.store.sessions.of_owner(owner.id)
    return session, [each for each in every if each.alive(owner.session_epoch, now)]


def end_session(desk: Desk, secret: str, session_id: str) -> None:
    """Raises SessionEnded, or NotFound for what is not the caller's."""
    _, owner = live_owner(desk, secret)
    with on_record(desk, owner, END_ONE):
        if not desk.store.sessions.remove_of(owner.id, session_id):
            raise NotFound


def end_other_sessions(desk: Desk, secret: str) -> None:
    session, owner = live_owner(desk, secret)
    with on_record(desk, owner, END_OTHERS):
        desk.store.sessions.remove_others(owner.id, session.id)


def change_password(
    desk: Desk, secret: str, current: str, password: str, repeated: str | None
) -> None:
    """Ends every other session in the same write. Raises SessionEnded, Locked or Invalid."""
    session, user = live_user(desk, secret)
    problems = [] if current else [FieldError("current_password", "required", NO_PASSWORD)]
    names = (user.family_name, user.given_name)
    problems += new_password_problems(password, repeated, user.email, *names)
    if problems:
        raise Invalid(errors=problems)
    prove_password(desk, user, current)
    if password == current:
        raise Invalid(errors=[FieldError("password", "unchanged", UNCHANGED)])
    now = desk.now()
    user.set_password(desk.hasher.hash(password), now)
    if not desk.store.users.save(user):
        raise Conflict
    desk.store.sessions.note_new_password(session.id, user.session_epoch, now)
