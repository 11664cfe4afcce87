"""Forms that arrived after their session had ended."""

from __future__ import annotations

from typing import Any

from services.registration.routes.desk import desk, session_secret
from services.registration.routes.limits import limited
from services.registration.schemas.input import RescuedFormSchema, RescueSchema
from services.registration.schemas.output import RescuedSchema, RescueSecretSchema
from services.registration.usecases import rescues
from shared.web.auth import USER, caller, needs
from shared.web.json_body import Blueprint
from shared.web.openapi import open_to

bp = Blueprint("rescues", __name__)


@bp.route("/rescued-forms", methods=["POST"])
@open_to("session")
@limited("sign_in")
@bp.arguments(RescuedFormSchema)
@bp.response(201, RescueSecretSchema)
def keep_form(body: dict[str, Any]) -> dict[str, str]:
    """With the secret of the session that has ended. Kept for 30 minutes. 401 session_ended"""
    return {"secret": rescues.keep_form(desk(), session_secret(), body["path"], body["typed"])}


@bp.route("/rescued-forms/take", methods=["POST"])
@needs(USER)
@bp.arguments(RescueSchema)
@bp.response(200, RescuedSchema)
def take_form(body: dict[str, str]) -> dict[str, object]:
    """Once, for the person whose session it was; 404 for everybody else."""
    return {"typed": rescues.take_form(desk(), caller().sub, body["secret"], body["path"])}
