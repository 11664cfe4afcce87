"""P1: the top page; for people who are signed in, how far they have come and what is next."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from services.portal import terms
from services.portal.client import Refusal, Unreachable, ask
from services.portal.facility_choice import chosen_facility
from services.portal.go_live import start_date_of
from services.portal.grants import offer_for
from services.portal.progress import Progress, progress_of
from services.portal.security import public_page
from services.portal.session import SignedIn, current_user, to_terms
from services.portal.shelf import notices

pages = Blueprint("home", __name__)

LATEST = 5


@pages.get("/")
@public_page
def top() -> Any:
    user = current_user()
    if user is None:
        latest = notices().shown()[:LATEST]
        return render_template("home/visitor.html", notices=latest)
    if terms.changed_since(user.profile["terms_version"]):
        return to_terms()
    facility = chosen_facility()
    progress = _progress(user, facility["id"])
    return render_template("home/user.html", user=user, facility=facility, progress=progress)


def _progress(user: SignedIn, facility_id: str) -> Progress | None:
    """None while accounts does not answer: the rest of the page is still of use."""
    try:
        return progress_of(
            facility_id,
            _items(user, "applications"),
            _items(user, "accounts"),
            start_date_of(facility_id, user.bearer),
            offer_for(facility_id),
        )
    except (Refusal, Unreachable):
        return None


def _items(user: SignedIn, collection: str) -> list[dict[str, Any]]:
    answer = ask("GET", "accounts", collection, auth=user.bearer, params={"per_page": 100})
    return answer["items"]
