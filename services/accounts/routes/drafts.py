"""Forms that applicants put aside."""

from __future__ import annotations

from typing import Any

from flask import request

from services.accounts.model.contents import KINDS
from services.accounts.model.draft import Draft
from services.accounts.routes.requests import USER, actor, service
from services.accounts.schemas.drafts import DraftFormSchema, DraftListSchema, DraftSchema
from services.accounts.usecases import drafts
from shared.errors import NotFound
from shared.web.auth import needs
from shared.web.json_body import Blueprint
from shared.web.openapi import asks, in_query

blueprint = Blueprint("drafts", __name__)
OF_KIND = "/drafts/<kind>"


@blueprint.get("/drafts")
@needs(*USER)
@blueprint.response(200, DraftListSchema)
def list_drafts() -> dict[str, Any]:
    return {"items": drafts.list_drafts(service(), actor())}


@blueprint.put(OF_KIND)
@needs(*USER)
@blueprint.arguments(DraftFormSchema)
@blueprint.response(200, DraftSchema)
def keep_draft(data: dict[str, Any], kind: str) -> Draft:
    return drafts.keep_draft(service(), actor(), _known(kind), data["facility_id"], data["answers"])


@blueprint.delete(OF_KIND)
@asks(in_query("facility_id"))
@needs(*USER)
@blueprint.response(204)
def drop_draft(kind: str) -> None:
    drafts.drop_draft(service(), actor(), _known(kind), request.args.get("facility_id", ""))


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise NotFound
    return kind
