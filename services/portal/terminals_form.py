"""The forms that ask for terminals, one note each: what is typed, sent, and shown again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms import Form
from services.portal.typed_day import day_fields, typed_day
from services.portal.wizard import Questions
from shared import japanese

MOST_TERMINALS = 50
ACKNOWLEDGED = "yes"
PLANNED = "利用予定年月日"


def rows_to_show(form: Form) -> int:
    """How many notes there is room for: as many as terminals, once they were asked for."""
    typed = {name: str(value) for name, value in form.values.items()}
    shown = len(_notes(typed))
    if not shown and form.value("action") != "rows":
        return 0
    number = japanese.digits(typed.get("terminals", ""))
    sensible = number.isascii() and number.isdigit() and len(number) <= 2
    return min(int(number), MOST_TERMINALS) if sensible else shown


def _terminals(typed: Mapping[str, str]) -> dict[str, Any]:
    return {"terminals": typed.get("terminals", ""), "notes": _notes(typed)}


def _notes(typed: Mapping[str, str]) -> list[str]:
    """One per terminal whose field was shown."""
    return [typed[f"notes.{n}"] for n in range(MOST_TERMINALS) if f"notes.{n}" in typed]


def _terminals_as_typed(answers: Mapping[str, Any]) -> dict[str, str]:
    rows = {f"notes.{n}": note for n, note in enumerate(answers["notes"])}
    return {"terminals": str(answers["terminals"]), **rows}


def _start(typed: Mapping[str, str]) -> dict[str, Any]:
    day, _ = typed_day(typed, "planned_date", PLANNED)
    acknowledged = typed.get("acknowledged") == ACKNOWLEDGED
    return {**_terminals(typed), "planned_date": day or None, "acknowledged": acknowledged}


def _start_as_typed(answers: Mapping[str, Any]) -> dict[str, str]:
    """An application that is corrected has to be acknowledged anew."""
    ticked = {"acknowledged": ACKNOWLEDGED} if answers.get("acknowledged") else {}
    day = day_fields(answers["planned_date"], "planned_date")
    return {**_terminals_as_typed(answers), **day, **ticked}


def _addition(typed: Mapping[str, str]) -> dict[str, Any]:
    return {**_terminals(typed), "reason": typed.get("reason", "")}


def _addition_as_typed(answers: Mapping[str, Any]) -> dict[str, str]:
    return {**_terminals_as_typed(answers), "reason": answers["reason"]}


START_QUESTIONS = Questions(
    body=_start,
    as_typed=_start_as_typed,
    order=("terminals", "notes", "planned_date", "acknowledged"),
    days={"planned_date": PLANNED},
    partly={"rows": "terminals"},
)
ADDITION_QUESTIONS = Questions(
    body=_addition,
    as_typed=_addition_as_typed,
    order=("terminals", "notes", "reason"),
    partly={"rows": "terminals"},
)
