"""Registering and proving the address. Nothing here tells whether an address is known."""

from __future__ import annotations

from typing import Any

from services.registration.model.drafts import Sent
from services.registration.model.locks import MAIL_EVERY
from services.registration.model.users import User, masked
from services.registration.routes.desk import desk, draft_secret, has_draft, idempotency_key
from services.registration.routes.limits import limited
from services.registration.schemas.input import ApplicantSchema, ResendSchema, TokenSchema
from services.registration.schemas.output import (
    ActivationPreviewSchema,
    EmailOutSchema,
    ResentSchema,
    SentSchema,
)
from services.registration.usecases import activations, registrations
from shared.web.json_body import Blueprint
from shared.web.openapi import open_to, repeatable

bp = Blueprint("registrations", __name__)


@bp.route("/registrations", methods=["POST"])
@open_to("", "draft")
@repeatable
@limited("registration")
@bp.arguments(ApplicantSchema(partial=True))
@bp.response(202, SentSchema)
def register(body: dict[str, Any]) -> Sent:
    """A complete draft (Draft header, empty body) or all fields. Repeatable by Idempotency-Key."""
    if has_draft():
        return registrations.register_draft(desk(), draft_secret())
    return registrations.register_directly(desk(), **body, key=idempotency_key())


@bp.route("/registrations/resend", methods=["POST"])
@open_to("", "draft")
@repeatable
@limited("registration")
@bp.arguments(ResendSchema(partial=True))
@bp.response(202, ResentSchema)
def resend(body: dict[str, Any]) -> dict[str, int]:
    """By {token} of an older link, {email}, or the Draft header. 429 resend_too_soon"""
    if "token" in body:
        registrations.resend_for_token(desk(), body["token"], idempotency_key())
    elif "email" in body:
        registrations.resend_to_address(desk(), body["email"], idempotency_key())
    else:
        registrations.resend_to_draft(desk(), draft_secret(), idempotency_key())
    return {"retry_after": int(MAIL_EVERY.total_seconds())}


@bp.route("/activations/preview", methods=["POST"])
@bp.arguments(TokenSchema)
@bp.response(200, ActivationPreviewSchema)
def preview_activation(body: dict[str, str]) -> dict[str, object]:
    """404 token_unknown · 410 token_used, token_expired, token_superseded, facility_taken"""
    user, link = activations.preview_activation(desk(), body["token"])
    return {
        "masked_email": masked(user.email),
        "family_name": user.family_name,
        "facility_name": user.facilities[0].name,
        "expires_at": link.expires_at,
    }


@bp.route("/activations", methods=["POST"])
@bp.arguments(TokenSchema)
@bp.response(200, EmailOutSchema)
def activate(body: dict[str, str]) -> User:
    """Spends the link. Refuses as the preview does."""
    return activations.activate(desk(), body["token"])
