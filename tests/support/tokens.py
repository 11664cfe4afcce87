"""Service tokens as registration would sign them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from joserfc import jwt

from shared import clock
from shared.secrets import FIRST, Keys
from shared.web.auth import ALGORITHM

FACILITY = {
    "id": "judo:契012345678",
    "kind": "judo",
    "registration_number": "契0123456-7-8",
    "institution_code": "1180123456",
    "name": "サンプル柔整",
}


def user_token(secrets_dir: Path, *, at: datetime | None = None, **claims: object) -> str:
    """A user of one facility; any claim may be given instead."""
    person = {
        "sub": "user-1",
        "role": "user",
        "email": "hanako@example.jp",
        "name": "山田 花子",
        "facilities": [FACILITY],
    }
    return _sign(secrets_dir, at or clock.now(), {**person, **claims})


def staff_token(
    secrets_dir: Path, role: str = "reviewer", name: str = "審査一郎", *, at: datetime | None = None
) -> str:
    person = {
        "sub": f"staff-{name}",
        "role": role,
        "email": f"{role}@portal.example",
        "name": name,
        "facilities": [],
    }
    return _sign(secrets_dir, at or clock.now(), person)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _sign(secrets_dir: Path, at: datetime, claims: dict[str, object]) -> str:
    times = {"iat": int(at.timestamp()), "exp": int(at.timestamp()) + 60}
    header = {"alg": ALGORITHM, "kid": FIRST}
    key = Keys(secrets_dir, "registration").signing()
    return jwt.encode(
        header,
        {"auth_time": int(at.timestamp()), **times, **claims},
        key,
        algorithms=[ALGORITHM],
    )
