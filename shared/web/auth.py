"""Who is calling: a signed token of at most 60 seconds, verified without asking anybody."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ParamSpec, TypeVar, cast

from flask import current_app, g, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared import clock
from shared.contracts import FacilityRef
from shared.errors import Forbidden, Unauthenticated
from shared.web.openapi import open_to

ALGORITHM = "Ed25519"
TOKEN_LIFE = timedelta(seconds=60)
FRESH_PASSWORD = timedelta(minutes=15)
USER = "user"
STAFF = ("viewer", "reviewer", "admin")

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Caller:
    """The person behind the request. `auth_time` is when the password was last typed."""

    sub: str
    role: str
    auth_time: datetime
    email: str
    name: str
    facilities: tuple[FacilityRef, ...]

    def owns(self, facility_id: str) -> bool:
        return any(facility.id == facility_id for facility in self.facilities)


class ReauthRequired(Forbidden):
    code = "reauth_required"
    detail = "大切な情報を表示します。パスワードをもう一度入力してください。"


class Verifier:
    """Checks service tokens against registration's public keys."""

    def __init__(self, keys: KeySet, now: Callable[[], datetime] = clock.now) -> None:
        self._keys, self._now = keys, now

    def caller(self, token: str) -> Caller:
        """Raises Unauthenticated for anything but a valid, unexpired token."""
        try:
            claims = jwt.decode(token, self._keys, algorithms=[ALGORITHM]).claims
            if float(claims["exp"]) <= self._now().timestamp():
                raise Unauthenticated
            return _caller(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Unauthenticated from error


def needs(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The view may be called by these roles only: "user" or staff's viewer, reviewer, admin.
    It carries them as `roles`."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if caller().role not in roles:
                raise Forbidden
            return view(*args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]
        return cast(Callable[P, R], open_to("token", roles=roles)(guarded))

    return decorate


def caller() -> Caller:
    """The caller of this request; raises Unauthenticated when there is none."""
    if "caller" not in g:
        verifier: Verifier = current_app.extensions["verifier"]
        g.caller = verifier.caller(credentials("Bearer"))
    found: Caller = g.caller
    return found


def credentials(scheme: str) -> str:
    """What follows the scheme in the Authorization header, or Unauthenticated."""
    name, _, value = request.headers.get("Authorization", "").partition(" ")
    if name.lower() != scheme.lower() or not value.isascii() or not value:
        raise Unauthenticated
    return value.strip()


def recent_password(now: Callable[[], datetime] = clock.now) -> None:
    """Raises ReauthRequired when the password was typed more than 15 minutes ago."""
    if now() - caller().auth_time > FRESH_PASSWORD:
        raise ReauthRequired


def _caller(claims: dict[str, object]) -> Caller:
    facilities = claims.get("facilities", [])
    assert isinstance(facilities, list)
    return Caller(
        sub=str(claims["sub"]),
        role=str(claims["role"]),
        auth_time=datetime.fromtimestamp(float(str(claims["auth_time"])), UTC),
        email=str(claims["email"]),
        name=str(claims["name"]),
        facilities=tuple(FacilityRef(**facility) for facility in facilities),
    )
