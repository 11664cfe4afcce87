"""A form that arrives after its session has ended: what was typed waits, without its secrets,
until the same person has signed in again, and then stands in the form.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, flash, g, request
from werkzeug.exceptions import HTTPException

from services.portal.client import Refusal, Unreachable, ask

LIFE = 30 * 60
FORMS = ("registration", "rescued-forms")
THROWN_AWAY = ("password", "csrf_token", "form_id")
GIVEN_BACK = "入力内容を保持していました。内容を確認して、もう一度送信してください。"


def form_page() -> str:
    """Where the posted form stands: the page it was sent from, else its own address."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc == request.host and _can_be_opened(came_from.path):
        return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return request.path if _can_be_opened(request.path) else "/"


def keep(session_secret: str, page: str) -> str:
    """The secret that gives the posted form back; empty when there is nothing to keep."""
    typed = {name: value for name, value in request.form.items() if not _is_secret(name)}
    if not session_secret or not typed:
        return ""
    form = {"path": page, "typed": typed}
    try:
        return ask("POST", *FORMS, json=form, auth=f"Session {session_secret}")["secret"]
    except (Refusal, Unreachable):
        return ""


def give_back(rescue_secret: str, bearer: str, page: str) -> bool:
    """Whether the forms of this page were filled in with what waits for it."""
    if not rescue_secret:
        return False
    wanted = {"secret": rescue_secret, "path": page}
    try:
        g.rescued = ask("POST", *FORMS, "take", json=wanted, auth=bearer)["typed"]
    except (Refusal, Unreachable):
        return False
    flash(GIVEN_BACK, "info")
    return True


def _is_secret(name: str) -> bool:
    return any(part in name for part in THROWN_AWAY)


def _can_be_opened(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return True
