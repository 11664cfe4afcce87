"""Notes of staff about an application; applicants never see them."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from services.accounts.model.memos import Memo
from services.accounts.routes.requests import REVIEWERS, STAFF, actor, form, service
from services.accounts.usecases import memos
from shared import japanese
from shared.web.audit import audited
from shared.web.auth import needs
from shared.web.fields import Instant, Schema, Text
from shared.web.json_body import Blueprint
from shared.web.openapi import repeatable

blueprint = Blueprint("memos", __name__)
LONGEST = 1000


class NewMemoSchema(Schema):
    text = Text(
        "メモを入力してください",
        longest=LONGEST,
        too_long="メモは1000文字以内で入力してください（現在{n}文字）",
        normalise=japanese.text,
    )


class MemoSchema(Schema):
    at = Instant()
    by = fields.String()
    text = fields.String()


class MemoListSchema(Schema):
    items = fields.List(fields.Nested(MemoSchema))


@blueprint.get("/applications/<ref>/memos")
@needs(*STAFF)
@blueprint.response(200, MemoListSchema)
def list_memos(ref: str) -> dict[str, Any]:
    """Oldest first."""
    return {"items": memos.memos_of(service(), actor(), ref)}


@blueprint.post("/applications/<ref>/memos")
@audited("application.memo", "メモの追加", "application")
@repeatable
@needs(*REVIEWERS)
@blueprint.arguments(NewMemoSchema)
@blueprint.response(201, MemoSchema)
def add_memo(data: dict[str, str], ref: str) -> Memo:
    return memos.add_memo(service(), actor(), ref, data["text"], request=form())
