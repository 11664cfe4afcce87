"""Every changing request of staff leaves a row, whatever becomes of it; and GET audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from marshmallow import fields

from shared import clock
from shared.audit import FAILED, OK, OUTCOMES, REFUSED, Actor, Deed, Trail
from shared.audit import deed as deeds
from shared.audit.trail import Search
from shared.errors import NotFound, Unauthenticated
from shared.mongo import Document
from shared.web.auth import STAFF, Caller, caller, needs
from shared.web.fields import Instant, Schema
from shared.web.json_body import Blueprint
from shared.web.openapi import asks, in_query
from shared.web.paging import PAGING, page_body, page_from_query

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
REASONS = ("reason", "comment")
V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True)
class Name:
    """How a view is called in the audit; `target` is the kind of thing its address names."""

    action: str
    label: str
    target: str


def audited(action: str, label: str, target: str) -> Callable[[V], V]:
    """Names the view in the audit: @audited("application.complete", "承認", "application")."""

    def name(view: V) -> V:
        view.audit = Name(action, label, target)  # type: ignore[attr-defined]
        return view

    return name


def name_of(app: Flask, endpoint: str) -> Name:
    """A view that says nothing is audited under its function's name."""
    view = app.view_functions[endpoint]
    return getattr(view, "audit", Name(view.__name__, view.__name__, ""))


def install(app: Flask, trail: Trail, address: Callable[[], str]) -> None:
    """`address` tells where the request comes from."""
    app.extensions["trail"] = trail

    def begin() -> None:
        deeds.client.set(address())
        deeds.present.set(None)
        who = _staff()
        if who:
            g.deed = _deed(app, who)
            g.audit_row = trail.begin(g.deed)

    def finish(answer: Response) -> Response:
        row_id = g.pop("audit_row", None)
        if row_id:
            trail.finish(row_id, g.deed, *_outcome(answer))
        return answer

    app.before_request(begin)
    app.after_request(finish)


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


def _staff() -> Caller | None:
    """The member of staff who wants to change something by this request."""
    if request.method not in CHANGING or request.endpoint is None:
        return None
    try:
        who = caller()
    except Unauthenticated:
        return None
    return who if who.role in STAFF else None


def _deed(app: Flask, who: Caller) -> Deed:
    name = name_of(app, request.endpoint or "")
    asked = deeds.asked_of(request.get_json(silent=True))
    named = list((request.view_args or {}).values())
    return Deed(
        action=name.action,
        label=name.label,
        actor=Actor(who.sub, who.role, who.email, who.name),
        target_kind=name.target,
        target_id=str(named[0]) if named else "",
        reason=next((asked[field] for field in REASONS if asked.get(field)), ""),
        asked=asked,
    )


def _outcome(answer: Response) -> tuple[str, str]:
    if answer.status_code < 400:
        return OK, ""
    problem = answer.get_json(silent=True)
    code = problem.get("code", "") if isinstance(problem, dict) else ""
    return (REFUSED if answer.status_code < 500 else FAILED), str(code)


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
