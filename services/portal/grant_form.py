"""The 助成金交付申請 form: lines of receipts, attached files, the account the money goes to.

Files live in accounts as soon as they are chosen, so no failed check and no way back loses them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from services.portal.client import FieldError, Refusal, ask
from services.portal.forms import Form
from services.portal.session import current_user
from services.portal.wizard import Application, Questions, application_of

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 5, 5, 20
MOST_FILES = 5
DECLARED = "yes"
COLUMNS = ("category", "name", "quantity", "amount")
BANK = ("bank_code", "branch_code", "account_type", "account_no", "account_kana")
ACCOUNT_TYPES = (("ordinary", "普通"), ("current", "当座"))
TOO_LARGE = "5MB以下のファイルを添付してください"

Attachment = dict[str, Any]
Facility = Mapping[str, str]


def rows_to_show(form: Form) -> int:
    """Five, as many as were typed, or some more when asked for."""
    typed = [n for n in range(MOST_ROWS) if f"lines.{n}.amount" in form.values]
    shown = max(FIRST_ROWS, len(typed))
    return min(shown + (MORE_ROWS if form.value("action") == "rows" else 0), MOST_ROWS)


def take_in_files(facility: Facility, roles: Mapping[str, str]) -> tuple[FieldError, ...]:
    """Gives every chosen file to accounts; what it says about those it does not want."""
    found: list[FieldError] = []
    for role in roles:
        for file in request.files.getlist(f"files.{role}"):
            if file.filename:
                found += _take_in(facility, role, file)
    return tuple(found)


def _take_in(facility: Facility, role: str, file: FileStorage) -> tuple[FieldError, ...]:
    asked = {"facility_id": facility["id"], "role": role, "name": file.filename}
    try:
        ask(
            "POST",
            "accounts",
            "uploads",
            auth=current_user().bearer,
            params=asked,
            content=file.stream.read(),
        )
    except Refusal as refusal:
        if refusal.status == 413:
            return (FieldError(f"files.{role}", f"{file.filename}：{TOO_LARGE}"),)
        if refusal.status not in (422, 429):
            raise
        return refusal.errors or (FieldError(f"files.{role}", refusal.detail),)
    return ()


def remove_file(upload_id: str) -> None:
    """One that an application holds stays there; the form leaves it out from now on."""
    try:
        ask("DELETE", "accounts", "uploads", upload_id, auth=current_user().bearer)
    except Refusal as refusal:
        if refusal.status not in (404, 409):
            raise


def attached(
    facility: Facility, returned: Application | None, typed: Mapping[str, object]
) -> list[Attachment]:
    """What the form would send now: the corrected application's files and those chosen since,
    without the ones taken out."""
    auth, query = current_user().bearer, {"facility_id": facility["id"]}
    chosen = ask("GET", "accounts", "uploads", auth=auth, params=query)["items"]
    held = returned["details"]["attachments"] if returned else []
    every = {file["id"]: file for file in [*held, *chosen]}
    return [file for one, file in every.items() if f"without.{one}" not in typed]


def body_with_files(facility: Facility, typed: Mapping[str, str]) -> dict[str, Any]:
    """A confirmed form names its files; one that is being filled in means all that are there."""
    body = _body(typed)
    if not body["files"]:
        returned = application_of(typed["ref"]) if typed.get("ref") else None
        body["files"] = [file["id"] for file in attached(facility, returned, typed)]
    return body


def left_out(typed: Mapping[str, object]) -> list[str]:
    """Fields that remember which files of a corrected application were taken out."""
    return [name for name in typed if name.startswith("without.")]


def _body(typed: Mapping[str, str]) -> dict[str, Any]:
    lines = [
        {column: typed.get(f"lines.{n}.{column}", "") for column in COLUMNS}
        for n in range(MOST_ROWS)
        if f"lines.{n}.amount" in typed
    ]
    files = [typed[f"file.{n}"] for n in range(MOST_FILES + 1) if f"file.{n}" in typed]
    bank = {name: typed.get(name, "") for name in BANK}
    return {
        "lines": lines,
        "files": files,
        **bank,
        "declared": typed.get("declared") == DECLARED,
    }


def _as_typed(answers: Mapping[str, Any]) -> dict[str, str]:
    """An application that is corrected has to be declared anew."""
    lines = {
        f"lines.{n}.{column}": str(line[column])
        for n, line in enumerate(answers["lines"])
        for column in COLUMNS
    }
    files = {f"file.{n}": file for n, file in enumerate(answers["files"])}
    ticked = {"declared": DECLARED} if answers.get("declared") else {}
    return {**lines, **files, **{name: answers[name] for name in BANK}, **ticked}


def grant_questions(facility: Facility) -> Questions:
    return Questions(
        body=lambda typed: body_with_files(facility, typed),
        as_typed=_as_typed,
        order=("lines", "files", *BANK, "declared"),
        partly={"rows": "rows"},
    )
