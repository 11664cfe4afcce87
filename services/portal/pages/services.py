"""V1, V2: the menu of procedures. What is not built or not open yet is listed and says so."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.portal.client import Refusal, Unreachable
from services.portal.facility_choice import chosen_facility
from services.portal.grants import offer_for
from services.portal.navigation import MYNA_MENU
from services.portal.procedures import ENDED_WITHOUT_RESULT, latest_start
from services.portal.session import current_user, needs_user

pages = Blueprint("services", __name__)

GRANT_PATH = "/services/myna/grant"
LISTS = ("/services/myna/grant/notices", "/services/myna/accounts", "/services/myna/requests")
AFTER_START = {"/services/myna/go-live": "利用開始申請の手続き完了後に登録できます。"}


@pages.get("/services")
@needs_user
def categories() -> str:
    return render_template("services/categories.html")


@pages.get("/services/myna")
@needs_user
def myna() -> str:
    user, facility = current_user(), chosen_facility()
    start = latest_start(user, facility["id"])
    if start and start["state"] in ENDED_WITHOUT_RESULT:
        start = None
    completed = start is not None and start["state"] == "completed"
    return render_template(
        "services/myna.html",
        items=MYNA_MENU,
        lists=LISTS,
        start=start,
        reasons={**({} if completed else AFTER_START), GRANT_PATH: _why_no_grant(facility["id"])},
        user=user,
        facility=facility,
    )


def _why_no_grant(facility_id: str) -> str:
    """Empty when it can be applied for, or may have been; the menu stands without it."""
    try:
        offer = offer_for(facility_id)
    except (Refusal, Unreachable):
        return ""
    return "" if offer["reason"] == "grant_taken" else offer["detail"]
