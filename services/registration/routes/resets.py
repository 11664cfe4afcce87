"""Forgotten passwords and staff's enrolment: a link, a look, a new password."""

from __future__ import annotations

from services.registration.model.users import User
from services.registration.routes.desk import desk
from services.registration.routes.limits import limited
from services.registration.schemas.input import (
    AddressSchema,
    EnrolmentSchema,
    NewPasswordSchema,
    TokenSchema,
)
from services.registration.schemas.output import (
    EmailOutSchema,
    EnrolmentPreviewSchema,
)
from services.registration.usecases import resets, staff
from services.registration.usecases.staff import Enrolment
from shared.web.fields import NothingSchema
from shared.web.json_body import Blueprint

bp = Blueprint("resets", __name__)


@bp.route("/password-resets", methods=["POST"])
@limited("registration")
@bp.arguments(AddressSchema)
@bp.response(202, NothingSchema)
def request_reset(body: dict[str, str]) -> dict[str, str]:
    """The same answer whether the address is known or not."""
    resets.request_reset(desk(), body["email"])
    return {}


@bp.route("/password-resets/preview", methods=["POST"])
@bp.arguments(TokenSchema)
@bp.response(200, EmailOutSchema)
def preview_reset(body: dict[str, str]) -> User:
    """404 token_unknown · 410 token_used, token_expired, token_superseded"""
    return resets.preview_reset(desk(), body["token"])


@bp.route("/password-resets/complete", methods=["POST"])
@bp.arguments(NewPasswordSchema)
@bp.response(200, NothingSchema)
def complete_reset(body: dict[str, str]) -> dict[str, str]:
    """Ends every session. Refuses as the preview does; 422 for the password."""
    resets.complete_reset(desk(), body["token"], body["password"], body["password2"])
    return {}


@bp.route("/staff/enrolments/preview", methods=["POST"])
@bp.arguments(TokenSchema)
@bp.response(200, EnrolmentPreviewSchema)
def preview_enrolment(body: dict[str, str]) -> Enrolment:
    """404 token_unknown · 410 token_used, token_expired, token_superseded"""
    return staff.preview_enrolment(desk(), body["token"])


@bp.route("/staff/enrolments", methods=["POST"])
@limited("sign_in")
@bp.arguments(EnrolmentSchema)
@bp.response(200, NothingSchema)
def enrol(body: dict[str, str]) -> dict[str, str]:
    """Refuses as the preview does; 422 for password or code."""
    staff.enrol(desk(), body["token"], body["password"], body["password2"], body["code"])
    return {}
