"""How a list of applications is narrowed. An unknown value narrows nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import request

from services.accounts.model.actor import Actor
from services.accounts.model.contents import KINDS
from services.accounts.model.transitions import State
from services.accounts.usecases.review import DUE_SOON
from shared import clock

FILTERS = {
    "state": list(State),
    "kind": list(KINDS),
    "from": (),
    "to": (),
    "due": ["soon"],
    "claimed_by": (),
}


@dataclass(frozen=True)
class WholeList:
    """A page of all there is, within reason, oldest first."""

    q: str
    skip: int = 0
    per_page: int = 10_000
    column: str = "submitted_at"
    descending: bool = False


def narrowed(who: Actor) -> dict[str, Any]:
    """From the present request, as WantedApplications has it. Who claimed is for staff only."""
    soon = clock.jst_date(clock.now()) + DUE_SOON
    return {
        "state": _known("state", list(State)),
        "kind": _known("kind", list(KINDS)),
        "since": _midnight("from"),
        "until": _midnight("to", days_later=1),
        "due": soon if request.args.get("due") == "soon" else None,
        "claimed_by": request.args.get("claimed_by", "") if who.is_staff else "",
    }


def _known(name: str, values: list[str]) -> str:
    given = request.args.get(name, "")
    return given if given in values else ""


def _midnight(name: str, days_later: int = 0) -> datetime | None:
    """The beginning of a day in Japan; None for what is no day."""
    try:
        day = date.fromisoformat(request.args.get(name, "")) + timedelta(days=days_later)
        return datetime.combine(day, time(), clock.JST).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
