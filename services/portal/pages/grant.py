"""V5: 助成金交付申請, from the receipts to the application. Amounts come from accounts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from services.portal.facility_choice import chosen_facility
from services.portal.forms import Form
from services.portal.grant_form import (
    ACCOUNT_TYPES,
    attached,
    grant_questions,
    left_out,
    remove_file,
    rows_to_show,
    take_in_files,
)
from services.portal.grants import file_of, offer_for
from services.portal.procedures import GRANT
from services.portal.session import current_user, needs_user
from services.portal.wizard import Wizard, add_pages_after_the_form

PATH = "/services/myna/grant"
pages = Blueprint("grant", __name__, url_prefix=PATH)
IN_THE_WAY = ("not_started", "no_start_date", "grant_closed", "no_grant")


@pages.get("")
@needs_user
def fill_in() -> Any:
    facility = chosen_facility()
    offer = offer_for(facility["id"])
    wizard = _wizard_of(facility, offer)
    if offer["reason"] in IN_THE_WAY and not wizard.is_returned():
        return render_template(
            "grant/not_now.html", offer=offer, user=current_user(), facility=facility, path=PATH
        )
    return wizard.open()


@pages.post("")
@needs_user
def check() -> Any:
    facility = chosen_facility()
    offer = offer_for(facility["id"])
    if offer["scheme"] is None:
        return redirect(url_for(".fill_in", facility=facility["id"]), 303)
    wizard = _wizard_of(facility, offer)
    action = request.form.get("action", "")
    if action.startswith("remove."):
        remove_file(action.removeprefix("remove."))
        return wizard.ask_again(())
    complaints = take_in_files(facility, {file["id"]: "" for file in offer["scheme"]["files"]})
    if complaints:
        return wizard.ask_again(complaints)
    return wizard.check()


@pages.get("/files/<upload_id>")
@needs_user
def attachment(upload_id: str) -> Response:
    return file_of(upload_id, current_user().bearer)


def _wizard() -> Wizard:
    facility = chosen_facility()
    return _wizard_of(facility, offer_for(facility["id"]))


def _wizard_of(facility: dict[str, str], offer: dict[str, Any]) -> Wizard:
    values = {
        "scheme": offer["scheme"],
        "rows_to_show": rows_to_show,
        "account_types": ACCOUNT_TYPES,
        "files_of": lambda form, returned: attached(facility, returned, _without(form)),
        "left_out": lambda form: left_out(_without(form)),
    }
    return Wizard(GRANT, PATH, "grant", grant_questions(facility), facility, values, once=True)


def _without(form: Form) -> dict[str, object]:
    """What was typed, and the file that was just taken out."""
    action = form.value("action")
    removed = {f"without.{action.removeprefix('remove.')}": "yes"}
    return {**form.values, **(removed if action.startswith("remove.") else {})}


add_pages_after_the_form(pages, _wizard)
