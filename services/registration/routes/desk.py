"""What every view of this service reaches for."""

from __future__ import annotations

from flask import current_app, request

from services.registration.model.refusals import DraftGone, SessionEnded
from services.registration.usecases.ports import Desk
from shared.errors import Unauthenticated
from shared.web.auth import credentials

LONGEST_KEY = 200


def desk() -> Desk:
    found: Desk = current_app.extensions["desk"]
    return found


def draft_secret() -> str:
    """From `Authorization: Draft …`; raises DraftGone when there is none."""
    try:
        return credentials("Draft")
    except Unauthenticated as error:
        raise DraftGone from error


def session_secret() -> str:
    """From `Authorization: Session …`; raises SessionEnded when there is none."""
    try:
        return credentials("Session")
    except Unauthenticated as error:
        raise SessionEnded from error


def has_draft() -> bool:
    return request.headers.get("Authorization", "").lower().startswith("draft ")


def idempotency_key() -> str:
    """Empty when the caller did not send one."""
    return request.headers.get("Idempotency-Key", "")[:LONGEST_KEY]
