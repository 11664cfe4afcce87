"""The inbox over HTTP: read, replay, discard; the same for every service, for 管理 only."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from marshmallow import fields

from shared.errors import NotFound
from shared.messaging.dead_letters import STATES, DeadLetters, Letter
from shared.web.audit import audited
from shared.web.auth import caller, needs
from shared.web.fields import Instant, NothingSchema, Schema, Text
from shared.web.json_body import Blueprint
from shared.web.openapi import asks, in_query
from shared.web.paging import PAGING, page_body, page_from_query

LONGEST_REASON = 500


class Reason(Schema):
    reason = Text(
        "理由を入力してください",
        longest=LONGEST_REASON,
        too_long="理由は500文字以内で入力してください（現在{n}文字）",
    )


class OneType(Schema):
    type = Text("再実行する種類を選択してください")


class ReplayedSchema(Schema):
    replayed = fields.Integer()


class LetterSchema(Schema):
    id = fields.String()
    state = fields.String()
    attempt = fields.Integer()
    cause = fields.String()
    failed_at = Instant(allow_none=True)
    next_attempt_at = Instant(allow_none=True)
    facts = fields.Dict(keys=fields.String(), values=fields.String())


class WholeLetterSchema(LetterSchema):
    """With what the event tells, secrets and addresses hidden; null for what is no event."""

    payload = fields.Dict(keys=fields.String(), allow_none=True)


class LetterListSchema(Schema):
    items = fields.List(fields.Nested(LetterSchema))
    page = fields.Integer()
    per_page = fields.Integer()
    total = fields.Integer()


def inbox_blueprint(service: str) -> Blueprint:
    """A blueprint of its own for each app."""
    blueprint = Blueprint(f"{service}_inbox", __name__)

    @blueprint.get("/inbox")
    @needs("admin")
    @asks(*PAGING, in_query("state", enum=list(STATES), default="dead"))
    @blueprint.response(200, LetterListSchema)
    def letters() -> dict[str, Any]:
        page = page_from_query((), "")
        asked = request.args.get("state", "")
        state = asked if asked in STATES else "dead"
        found, total = _letters().page(state, page.skip, page.per_page)
        return page_body(found, page, total)

    @blueprint.get("/inbox/<event_id>")
    @needs("admin")
    @blueprint.response(200, WholeLetterSchema)
    def letter(event_id: str) -> Letter:
        found = _letters().get(event_id)
        if found is None:
            raise NotFound
        return found

    @blueprint.post("/inbox/replay")
    @audited("event.replay_all", "処理の一括再実行", "event")
    @needs("admin")
    @blueprint.arguments(OneType)
    @blueprint.response(202, ReplayedSchema)
    def replay_all(body: dict[str, str]) -> dict[str, Any]:
        return {"replayed": _letters().replay_all(body["type"])}

    @blueprint.post("/inbox/<event_id>/replay")
    @audited("event.replay", "処理の再実行", "event")
    @needs("admin")
    @blueprint.response(202, NothingSchema)
    def replay(event_id: str) -> dict[str, Any]:
        if not _letters().replay(event_id):
            raise NotFound
        return {}

    @blueprint.post("/inbox/<event_id>/discard")
    @audited("event.discard", "処理の破棄", "event")
    @needs("admin")
    @blueprint.arguments(Reason)
    @blueprint.response(200, NothingSchema)
    def discard(body: dict[str, str], event_id: str) -> dict[str, Any]:
        if not _letters().discard(event_id, caller().name, body["reason"]):
            raise NotFound
        return {}

    return blueprint


def _letters() -> DeadLetters:
    found: DeadLetters = current_app.extensions["dead_letters"]
    return found
