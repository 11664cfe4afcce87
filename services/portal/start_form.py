"""The 利用開始申請 form: what is typed, what goes to the service, what is shown again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.client import FieldError, Refusal, ask
from services.portal.forms import Form
from services.portal.procedures import START, Application
from services.portal.session import current_user
from services.portal.typed_day import day_fields, typed_day
from shared import japanese

MOST_TERMINALS = 50
ACKNOWLEDGED = "yes"
PLANNED = "利用予定年月日"


def body(typed: Mapping[str, str], facility_id: str) -> dict[str, Any]:
    """What the service is asked to check or to accept."""
    day, _ = typed_day(typed, "planned_date", PLANNED)
    return {
        "kind": START,
        "facility_id": facility_id,
        "terminals": typed.get("terminals", ""),
        "notes": notes(typed),
        "planned_date": day or None,
        "acknowledged": typed.get("acknowledged") == ACKNOWLEDGED,
    }


def check(
    typed: Mapping[str, str], facility_id: str
) -> tuple[dict[str, Any], tuple[FieldError, ...]]:
    """The normalised answers, and the complaints in page order. One of the two is empty."""
    _, half_a_day = typed_day(typed, "planned_date", PLANNED)
    found = [half_a_day] if half_a_day else []
    checked = {}
    try:
        checked = ask(
            *("POST", "accounts", "applications", "check"),
            json=body(typed, facility_id),
            auth=current_user().bearer,
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        found += refusal.errors
    complaints = tuple(sorted(found, key=_position))
    return ({}, complaints) if complaints else (checked, ())


def notes(typed: Mapping[str, str]) -> list[str]:
    """One per terminal whose field was shown."""
    return [typed[f"notes.{n}"] for n in range(MOST_TERMINALS) if f"notes.{n}" in typed]


def wanted_rows(typed: Mapping[str, str]) -> int:
    """How many notes there is room for: as many as terminals, if that number makes sense."""
    number = japanese.digits(typed.get("terminals", ""))
    sensible = number.isascii() and number.isdigit() and len(number) <= 2
    return min(int(number), MOST_TERMINALS) if sensible else len(notes(typed))


def as_typed(answers: Mapping[str, Any]) -> dict[str, str]:
    """The form's fields filled in with checked answers, or with those of an application."""
    rows = {f"notes.{n}": note for n, note in enumerate(answers["notes"])}
    day = day_fields(answers["planned_date"], "planned_date")
    return {"terminals": str(answers["terminals"]), **rows, **day}


def correction(application: Application) -> dict[str, str]:
    """Marks a form as the correction of a returned application, as it was seen."""
    return {"ref": application["ref"], "version": str(application["version"])}


def form_of(application: Application) -> Form:
    return Form({**as_typed(application), **correction(application)})


def _position(error: FieldError) -> tuple[int, int]:
    name, _, row = error.field.partition(".")
    order = ("terminals", "notes", "planned_date", "acknowledged")
    place = order.index(name) if name in order else len(order)
    return place, int(row) if row.isdigit() else 0
