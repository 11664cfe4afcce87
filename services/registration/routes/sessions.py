"""Signing in, the exchange of a session's secret for a service token, signing out."""

from __future__ import annotations

from typing import Any

from flask import request

from services.registration.model.sessions import IDLE, Device
from services.registration.routes.desk import desk, session_secret
from services.registration.routes.limits import limited
from services.registration.schemas.input import (
    CredentialsSchema,
    PasswordSchema,
    SecondFactorSchema,
)
from services.registration.schemas.output import (
    ConfirmedSchema,
    PresenceSchema,
    SignedInSchema,
)
from services.registration.usecases import sessions, staff
from shared.web.app import client_address
from shared.web.audit import audited
from shared.web.json_body import Blueprint
from shared.web.openapi import open_to

bp = Blueprint("sessions", __name__)


@bp.route("/sessions", methods=["POST"])
@limited("sign_in")
@bp.arguments(CredentialsSchema)
@bp.response(201, SignedInSchema)
@bp.alt_response(200, schema=SignedInSchema)
def sign_in(body: dict[str, str]) -> Any:
    """With audience "staff" the answer is 200 with a challenge for the second factor.
    401 credentials_wrong · 403 not_activated, suspended · 429 locked"""
    if body["audience"] == "staff":
        return {"challenge": staff.check_first_factor(desk(), body["email"], body["password"])}, 200
    device = Device.seen(request.user_agent.string, client_address())
    signed_in = sessions.sign_in(desk(), body["email"], body["password"], device)
    return {**vars(signed_in), "expires_at": signed_in.session.expires_at}


@bp.route("/sessions/second-factor", methods=["POST"])
@audited("staff.sign_in", "職員ログイン", "staff")
@limited("sign_in")
@bp.arguments(SecondFactorSchema)
@bp.response(201, SignedInSchema)
def answer_challenge(body: dict[str, str]) -> dict[str, object]:
    """401 credentials_wrong · 429 locked"""
    device = Device.seen(request.user_agent.string, client_address())
    secret, session, member = staff.check_second_factor(
        desk(), body["challenge"], body["code"], device
    )
    return {"secret": secret, "expires_at": session.expires_at, "staff": member}


@bp.route("/sessions/current")
@open_to("session")
@bp.response(200, PresenceSchema)
def show_session() -> dict[str, object]:
    """A service token of 60 seconds and whose it is. 401 session_ended"""
    presence = sessions.present(desk(), session_secret())
    return {
        "token": presence.token,
        "kind": presence.session.kind,
        "auth_time": presence.session.auth_time,
        "idle_seconds": int(IDLE.total_seconds()),
        "last_login_at": presence.session.last_login_at,
        presence.session.kind: presence.owner,
    }


@bp.route("/sessions/current", methods=["DELETE"])
@audited(*sessions.SIGN_OUT, "staff")
@open_to("session")
@bp.response(204)
def sign_out() -> None:
    sessions.sign_out(desk(), session_secret())


@bp.route("/sessions/current/reauth", methods=["POST"])
@open_to("session")
@limited("sign_in")
@bp.arguments(PasswordSchema)
@bp.response(200, ConfirmedSchema)
def confirm_password(body: dict[str, str]) -> dict[str, object]:
    """401 password_wrong, session_ended · 429 locked"""
    at = sessions.confirm_password(desk(), session_secret(), body["password"])
    return {"auth_time": at}
