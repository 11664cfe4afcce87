"""What users read and change about themselves."""

from __future__ import annotations

from services.registration.model.drafts import Sent
from services.registration.model.users import User, masked
from services.registration.routes.desk import desk, idempotency_key
from services.registration.routes.limits import limited
from services.registration.schemas.input import (
    NewEmailSchema,
    ProfileSchema,
    TermsSchema,
    TokenSchema,
)
from services.registration.schemas.output import (
    EmailOutSchema,
    NewEmailPreviewSchema,
    SentSchema,
    UserSchema,
)
from services.registration.usecases import profile, sessions
from shared.web.auth import USER, caller, needs
from shared.web.json_body import Blueprint
from shared.web.openapi import repeatable

bp = Blueprint("me", __name__)


@bp.route("/me")
@needs(USER)
@bp.response(200, UserSchema)
def show_me() -> User:
    return sessions.read_profile(desk(), caller().sub)


@bp.route("/me", methods=["PATCH"])
@needs(USER)
@bp.arguments(ProfileSchema(partial=True))
@bp.response(200, UserSchema)
def change_me(body: dict[str, str]) -> User:
    """All of what is given or nothing; 422 names everything that is wrong."""
    return profile.change_profile(desk(), caller().sub, body)


@bp.route("/me/terms", methods=["POST"])
@needs(USER)
@bp.arguments(TermsSchema)
@bp.response(200, UserSchema)
def accept_terms(body: dict[str, str]) -> User:
    """Notes which version of the terms the caller has agreed to, and when."""
    return profile.accept_terms(desk(), caller().sub, body["version"])


@bp.route("/me/email", methods=["POST"])
@needs(USER)
@repeatable
@limited("registration")
@bp.arguments(NewEmailSchema)
@bp.response(202, SentSchema)
def request_email(body: dict[str, str]) -> Sent:
    """A link to the new address; the same answer whether it belongs to somebody or not.
    422 email, current_password · 429 locked, resend_too_soon"""
    return profile.request_email(
        desk(), caller().sub, body["email"], body["current_password"], idempotency_key()
    )


@bp.route("/email-changes/preview", methods=["POST"])
@bp.arguments(TokenSchema)
@bp.response(200, NewEmailPreviewSchema)
def preview_email(body: dict[str, str]) -> dict[str, object]:
    """404 token_unknown · 410 token_used, token_expired, token_superseded, address_taken"""
    user, link = profile.preview_email(desk(), body["token"])
    return {
        "email": user.wanted_email,
        "masked_email": masked(user.email),
        "expires_at": link.expires_at,
    }


@bp.route("/email-changes", methods=["POST"])
@bp.arguments(TokenSchema)
@bp.response(200, EmailOutSchema)
def switch_email(body: dict[str, str]) -> User:
    """Spends the link. Refuses as the preview does."""
    return profile.switch_email(desk(), body["token"])
