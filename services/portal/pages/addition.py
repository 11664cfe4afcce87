"""A5: 追加申請, for further terminals once the first ones are issued."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, render_template

from services.portal.client import ask
from services.portal.facility_choice import chosen_facility
from services.portal.procedures import ADD, latest_start
from services.portal.session import current_user, needs_user
from services.portal.terminals_form import ADDITION_QUESTIONS, rows_to_show
from services.portal.wizard import Wizard, add_pages_after_the_form

PATH = "/services/myna/accounts/add"
pages = Blueprint("addition", __name__, url_prefix=PATH)


@pages.get("")
@needs_user
def fill_in() -> Any:
    user, facility = current_user(), chosen_facility()
    start = latest_start(user, facility["id"])
    if start is None or start["state"] != "completed":
        return render_template(
            "addition/not_yet.html", start=start, user=user, facility=facility, path=PATH
        )
    return _wizard().open()


@pages.post("")
@needs_user
def check() -> Any:
    return _wizard().check()


def _wizard() -> Wizard:
    facility = chosen_facility()
    values = {"rows_to_show": rows_to_show, "present": partial(_number_of_accounts, facility["id"])}
    return Wizard(ADD, PATH, "addition", ADDITION_QUESTIONS, facility, values, drafts=True)


def _number_of_accounts(facility_id: str) -> int:
    """Those not ended: all, less the ended ones."""
    auth = current_user().bearer
    every, ended = (
        ask("GET", "accounts", "accounts", auth=auth, params={"facility_id": facility_id, **more})
        for more in ({}, {"status": "ended"})
    )
    return every["total"] - ended["total"]


add_pages_after_the_form(pages, _wizard)
