"""GET audit: administrators read what `audit` has written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app, request
from marshmallow import fields

from shared import clock
from shared.audit import OUTCOMES, Trail
from shared.audit.trail import Search
from shared.errors import NotFound
from shared.mongo import Document
from shared.web.auth import needs
from shared.web.fields import Instant, Schema
from shared.web.json_body import Blueprint
from shared.web.openapi import asks, in_query
from shared.web.paging import PAGING, page_body, page_from_query


class ActorSchema(Schema):
    id = fields.String()
    role = fields.String()
    email = fields.String()
    name = fields.String()


class TargetSchema(Schema):
    kind = fields.String()
    id = fields.String()


class AskedSchema(Schema):
    field = fields.String()
    value = fields.String()


class ChangeSchema(Schema):
    field = fields.String()
    before = fields.String()
    after = fields.String()


class RowSchema(Schema):
    """`outcome`: ok, refused (`code` says why), failed, or unknown when the process died.
    `asked` is what was sent, `changes` what it changed; secrets are masked in both."""

    id = fields.String(attribute="_id")
    at = Instant()
    actor = fields.Nested(ActorSchema)
    action = fields.String(metadata={"description": "Stable, for programs."})
    label = fields.String(metadata={"description": "Japanese, to be shown as it is."})
    target = fields.Nested(TargetSchema)
    outcome = fields.String(metadata={"enum": list(OUTCOMES)})
    code = fields.String()
    reason = fields.String()
    address = fields.String()
    request_id = fields.String()
    asked = fields.List(fields.Nested(AskedSchema))
    changes = fields.List(fields.Nested(ChangeSchema))


class ActionSchema(Schema):
    action = fields.String()
    label = fields.String()


class ActionListSchema(Schema):
    items = fields.List(fields.Nested(ActionSchema))


class RowListSchema(Schema):
    items = fields.List(fields.Nested(RowSchema))
    page = fields.Integer()
    per_page = fields.Integer()
    total = fields.Integer()


def audit_blueprint(service: str) -> Blueprint:
    """A blueprint of its own for each app."""
    blueprint = Blueprint(f"{service}_audit", __name__)

    @blueprint.get("/audit")
    @needs("admin")
    @asks(
        *PAGING,
        in_query("from", "The first day, in Japan's time", format="date"),
        in_query("to", "The last day", format="date"),
        in_query("actor", "id, address or name"),
        in_query("action"),
        in_query("target", "The id of what was changed"),
        in_query("outcome", enum=list(OUTCOMES)),
        in_query("before", "`<at>/<id>` of a row: only older ones; `total` counts all"),
    )
    @blueprint.response(200, RowListSchema)
    def rows() -> dict[str, Any]:
        """The newest first."""
        page = page_from_query((), "")
        found, total = _trail().page(_search(), page.skip, page.per_page)
        return page_body(found, page, total)

    @blueprint.get("/audit/actions")
    @needs("admin")
    @blueprint.response(200, ActionListSchema)
    def actions() -> dict[str, Any]:
        """What can be asked for as `action`."""
        views = current_app.view_functions.values()
        named = {view.audit for view in views if hasattr(view, "audit")}
        return {"items": sorted(named, key=lambda name: name.action)}

    @blueprint.get("/audit/<row_id>")
    @needs("admin")
    @blueprint.response(200, RowSchema)
    def row(row_id: str) -> Document:
        found = _trail().get(row_id)
        if found is None:
            raise NotFound
        return found

    return blueprint


def _search() -> Search:
    asked = {name: value.replace("\x00", "") for name, value in request.args.items()}
    last = _day(asked.get("to", ""))
    return Search(
        since=_day(asked.get("from", "")),
        until=last + timedelta(days=1) if last else None,
        actor=asked.get("actor", ""),
        action=asked.get("action", ""),
        target=asked.get("target", ""),
        outcome=asked.get("outcome", ""),
        before=_seen(asked.get("before", "")),
    )


def _day(text: str) -> datetime | None:
    """Where the day begins; None for what is no day of the years a store can hold."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    if not 1970 <= day.year <= 9000:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=clock.JST)


def _seen(text: str) -> tuple[datetime, str] | None:
    at, _, row_id = text.partition("/")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (instant, row_id) if instant.tzinfo and 1970 <= instant.year <= 9000 else None


def _trail() -> Trail:
    found: Trail = current_app.extensions["trail"]
    return found
