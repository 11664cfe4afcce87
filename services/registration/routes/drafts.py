"""The registration wizard's draft, opened by a secret in `Authorization: Draft …`."""

from __future__ import annotations

from typing import Any

from services.registration.model.drafts import Draft
from services.registration.routes.desk import desk, draft_secret
from services.registration.routes.limits import limited
from services.registration.schemas.input import ApplicantSchema
from services.registration.schemas.output import DraftSchema, NewDraftSchema
from services.registration.usecases import drafts
from shared.web.json_body import Blueprint
from shared.web.openapi import open_to

bp = Blueprint("drafts", __name__)


@bp.route("/drafts", methods=["POST"])
@limited("lookup")
@bp.arguments(ApplicantSchema(partial=True))
@bp.response(201, NewDraftSchema)
def begin_draft(body: dict[str, Any]) -> dict[str, object]:
    """Needs family_name, given_name and kind."""
    secret, draft = drafts.begin_draft(desk(), **body)
    return {"secret": secret, "expires_at": draft.expires_at, "draft": draft}


@bp.route("/drafts/current")
@open_to("draft")
@bp.response(200, DraftSchema)
def show_draft() -> Draft:
    """410 draft_gone half an hour after the last change."""
    return drafts.show_draft(desk(), draft_secret())


@bp.route("/drafts/current", methods=["PATCH"])
@open_to("draft")
@limited("lookup")
@bp.arguments(ApplicantSchema(partial=True))
@bp.response(200, DraftSchema)
def change_draft(body: dict[str, Any]) -> Draft:
    """All of what is given or nothing; 422 names everything that is wrong."""
    return drafts.change_draft(desk(), draft_secret(), **body)
