"""Every changing request of staff leaves a row, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, g, request

from shared.audit import FAILED, OK, REFUSED, Actor, Deed, Trail
from shared.audit import deed as deeds
from shared.errors import Unauthenticated
from shared.web.auth import STAFF, Caller, caller

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
