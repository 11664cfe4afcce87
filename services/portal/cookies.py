"""The visitor's secrets: one cookie each, out of reach for scripts and other sites."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from werkzeug.wrappers import Response

USER, STAFF, DRAFT = "portal_user", "portal_staff", "portal_draft"
RESCUE = "portal_rescue"


def secret(cookie: str) -> str:
    """What the visitor's cookie holds, empty when there is none."""
    return request.cookies.get(cookie_name(cookie), "")


def keep_secret(response: Response, cookie: str, value: str, max_age: int | None = None) -> None:
    """`max_age` in seconds; without it the cookie goes when the browser closes."""
    response.set_cookie(cookie_name(cookie), value, max_age=max_age, **_flags())


def forget_secret(response: Response, cookie: str) -> None:
    response.delete_cookie(cookie_name(cookie), **_flags())


def cookie_name(cookie: str) -> str:
    return f"__Host-{cookie}" if current_app.config["SESSION_COOKIE_SECURE"] else cookie


def _flags() -> dict[str, Any]:
    return {
        "path": "/",
        "httponly": True,
        "samesite": "Lax",
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
    }
