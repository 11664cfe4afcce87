"""Who is behind a request: opaque cookies, exchanged once per request and only when asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from flask import abort, after_this_request, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from services.portal import rescue, terms
from services.portal.client import Refusal, Unreachable, ask
from services.portal.cookies import RESCUE, STAFF, USER, forget_secret, keep_secret, secret

RECENT_PASSWORD = 15 * 60


@dataclass(frozen=True)
class SignedIn:
    """A user or a staff member, valid for this request only; `profile` as registration tells it."""

    token: str
    auth_time: datetime
    idle_seconds: int
    last_login_at: str
    profile: dict[str, Any]

    @property
    def bearer(self) -> str:
        """The Authorization value for calls in this person's name."""
        return f"Bearer {self.token}"

    @property
    def password_is_recent(self) -> bool:
        return time.time() - self.auth_time.timestamp() < RECENT_PASSWORD

    @property
    def name(self) -> str:
        return f"{self.profile['family_name']} {self.profile['given_name']}"

    @property
    def facilities(self) -> list[dict[str, str]]:
        return self.profile["facilities"]


def current_user() -> SignedIn | None:
    """The signed-in user of a clinic or institution. Raises Unreachable, Refusal (503)."""
    return _signed_in(USER, "user")


def current_staff() -> SignedIn | None:
    return _signed_in(STAFF, "staff")


def start_session(response: AnyResponse, cookie: str, value: str) -> None:
    """A new sign-in takes nothing over from the visitor before it, not even the form token."""
    session.clear()
    keep_secret(response, cookie, value)


def end_session(response: AnyResponse, cookie: str) -> None:
    session.clear()
    forget_secret(response, cookie)


def needs_user(view: Callable[..., Any]) -> Callable[..., Any]:
    """Visitors go to the sign-in page and come back; users agree to new terms before they go on."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        user = current_user()
        if user is None:
            return to_sign_in()
        if request.method == "GET":
            if terms.changed_since(user.profile["terms_version"]):
                return to_terms()
            _fill_in_rescued_form(user)
        return view(*args, **kwargs)

    return guarded


def needs_staff(view: Callable[..., Any]) -> Callable[..., Any]:
    """Nothing is here for visitors and users; staff whose session has ended sign in again."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not secret(STAFF):
            abort(404)
        if current_staff() is None:
            return redirect(url_for("staff_sign_in.login"), 303)
        return view(*args, **kwargs)

    return guarded


def needs_recent_password(back: str = "") -> Callable[..., Any]:
    """Asks for the password again after 15 minutes.

    `back` names the endpoint to return to, with the same arguments and ?confirmed=yes, when the
    guarded one answers with a download, or to a POST only.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @needs_user
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if current_user().password_is_recent:
                return view(*args, **kwargs)
            if back:
                return to_reauth(url_for(back, confirmed="yes", **kwargs))
            return to_reauth(present_path())

        return guarded

    return decorate


def to_sign_in() -> AnyResponse:
    """And back; a form that came too late is kept for its sender."""
    sent = request.method == "POST"
    page = rescue.form_page() if sent else present_path()
    response = redirect(url_for("sign_in.login", next=page), 303)
    if sent and (kept := rescue.keep(secret(USER), page)):
        keep_secret(response, RESCUE, kept, max_age=rescue.LIFE)
    forget_secret(response, USER)
    return response


def to_terms() -> AnyResponse:
    return redirect(url_for("terms.accept", next=present_path()), 303)


def to_reauth(next_path: str) -> AnyResponse:
    return redirect(url_for("sign_in.reauth", next=next_path), 303)


def present_path() -> str:
    """Where the visitor is, as a path of this site."""
    return request.full_path.rstrip("?")


def safe_next(path: str) -> str:
    """`path` if it is a path of this site, else the top page."""
    plain = path.startswith("/") and not path.startswith("//")
    harmless = path.isprintable() and "\\" not in path
    return path if plain and harmless else "/"


def seems_signed_in() -> bool:
    """Whether to draw the header of signed-in people; never decides what they may see."""
    if not secret(USER):
        return False
    if "plain_shell" in g:
        return True
    try:
        return current_user() is not None
    except Unreachable:
        return True


def seconds_of_rest() -> int:
    """How long the page may rest before its user is signed out; 0 for everybody else."""
    if "plain_shell" in g or not seems_signed_in():
        return 0
    user = getattr(g, USER, None)
    return user.idle_seconds if user else 0


def _fill_in_rescued_form(user: SignedIn) -> None:
    if rescue.give_back(secret(RESCUE), user.bearer, present_path()):
        after_this_request(lambda response: forget_secret(response, RESCUE) or response)


def _signed_in(cookie: str, kind: str) -> SignedIn | None:
    if cookie not in g:
        setattr(g, cookie, _exchange(secret(cookie), kind))
    return getattr(g, cookie)


def _exchange(value: str, kind: str) -> SignedIn | None:
    if not value:
        return None
    try:
        answer = ask("GET", "registration", "sessions", "current", auth=f"Session {value}")
    except Refusal as refusal:
        if refusal.status != 401:
            raise
        return None
    if answer["kind"] != kind:
        return None
    return SignedIn(
        token=answer["token"],
        auth_time=datetime.fromisoformat(answer["auth_time"]),
        idle_seconds=answer["idle_seconds"],
        last_login_at=answer["last_login_at"] or "",
        profile=answer[kind],
    )
