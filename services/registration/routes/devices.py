"""The caller's sessions, opened by the secret of one of them, and the password they hang on."""

from __future__ import annotations

from services.registration.routes.desk import desk, session_secret
from services.registration.routes.limits import limited
from services.registration.schemas.input import PasswordChangeSchema
from services.registration.schemas.output import OpenSessionsSchema
from services.registration.usecases import devices
from shared.web.audit import audited
from shared.web.fields import NothingSchema
from shared.web.json_body import Blueprint
from shared.web.openapi import open_to

bp = Blueprint("devices", __name__)


@bp.route("/me/sessions")
@open_to("session")
@bp.response(200, OpenSessionsSchema)
def list_sessions() -> dict[str, object]:
    """Last seen first, a hundred at most."""
    own, every = devices.list_sessions(desk(), session_secret())
    rows = [
        {**vars(each), "began_at": each.began_at, "current": each.id == own.id} for each in every
    ]
    return {"items": rows}


@bp.route("/me/sessions", methods=["DELETE"])
@audited(*devices.END_OTHERS, "staff")
@open_to("session")
@bp.response(204)
def end_other_sessions() -> None:
    """All but the one that asks."""
    devices.end_other_sessions(desk(), session_secret())


@bp.route("/me/sessions/<session_id>", methods=["DELETE"])
@audited(*devices.END_ONE, "staff")
@open_to("session")
@bp.response(204)
def end_session(session_id: str) -> None:
    """404 for what is not the caller's"""
    devices.end_session(desk(), session_secret(), session_id)


@bp.route("/me/password", methods=["POST"])
@open_to("session")
@limited("sign_in")
@bp.arguments(PasswordChangeSchema)
@bp.response(200, NothingSchema)
def change_password(body: dict[str, str]) -> dict[str, str]:
    """Ends every other session. 422 current_password, password, password2 · 429 locked"""
    devices.change_password(
        desk(), session_secret(), body["current_password"], body["password"], body["password2"]
    )
    return {}
