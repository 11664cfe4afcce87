"""Files attached to a text that staff write. Registration has them as soon as they are chosen, so
no failed check loses them; the form carries their ids and the names people will read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from services.portal.client import FieldError, Refusal, ask
from services.portal.session import current_staff
from shared.files import TOO_LARGE

MOST_FILES = 5
FIELD = "attachments"
TOO_MANY = f"添付できるのは{MOST_FILES}ファイルまでです"
LONGEST_NAME = 100


@dataclass(frozen=True)
class Row:
    """One file in the form, by its number there; `name` is what its writer calls it."""

    number: int
    id: str
    name: str
    bytes: int


def told_of(typed: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the service is told of the form's files."""
    return [
        {"file": str(typed[f"{FIELD}.{n}.file"]), "name": str(typed.get(f"{FIELD}.{n}.name", ""))}
        for n in range(MOST_FILES)
        if f"{FIELD}.{n}.file" in typed
    ]


def as_fields(attachments: list[dict[str, Any]]) -> dict[str, str]:
    return {
        f"{FIELD}.{n}.{part}": one[part]
        for n, one in enumerate(attachments)
        for part in ("file", "name")
    }


def take_in() -> tuple[dict[str, str], tuple[FieldError, ...]]:
    """The posted form with the chosen files in it and without those taken out, and what
    registration says about files it does not want."""
    typed = request.form
    kept = [one for one in told_of(typed) if f"without.{one['file']}" not in typed]
    complaints: list[FieldError] = []
    for file in request.files.getlist("files"):
        if not file.filename:
            continue
        if len(kept) == MOST_FILES:
            complaints.append(FieldError(FIELD, TOO_MANY))
            break
        found = _given(file)
        if isinstance(found, dict):
            kept.append(found)
        else:
            complaints += found
    plain = {name: text for name, text in typed.items() if not name.startswith(f"{FIELD}.")}
    return {**plain, **as_fields(kept)}, tuple(complaints)


def rows_of(typed: Mapping[str, Any]) -> list[Row]:
    """The form's files that are there, as registration knows them."""
    ids = [one["file"] for one in told_of(typed)]
    if not ids:
        return []
    auth, query = current_staff().bearer, {"id": ids}
    found = ask("GET", "registration", "publications", "files", auth=auth, params=query)["items"]
    known = {file["id"]: file for file in found}
    return [
        Row(number, one, known[one]["name"], known[one]["bytes"])
        for number, one in enumerate(ids)
        if one in known
    ]


def _given(file: FileStorage) -> dict[str, str] | tuple[FieldError, ...]:
    """Gives one file to registration."""
    try:
        stored = ask(
            "POST",
            "registration",
            "publications",
            "files",
            auth=current_staff().bearer,
            params={"name": file.filename},
            content=file.stream.read(),
        )
    except Refusal as refusal:
        if refusal.status == 413:
            return (FieldError(FIELD, f"{file.filename}：{TOO_LARGE}"),)
        if refusal.status != 422:
            raise
        messages = [error.message for error in refusal.errors] or [refusal.detail]
        return tuple(FieldError(FIELD, message) for message in messages)
    return {"file": stored["id"], "name": PurePath(stored["name"]).stem[:LONGEST_NAME]}
