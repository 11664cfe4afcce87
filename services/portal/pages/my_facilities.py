"""M6: 併設施設. The user's facilities, and the application for a further one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from services.portal.facility_choice import chosen_facility
from services.portal.institutions import KINDS
from services.portal.link_form import LINK_QUESTIONS, LINKABLE
from services.portal.procedures import LINK
from services.portal.session import current_user, needs_user
from services.portal.wizard import Wizard, add_pages_after_the_form

PATH = "/my/facilities"
WAITING = ("submitted", "in_review")
pages = Blueprint("my_facilities", __name__, url_prefix=PATH)


@pages.get("")
@needs_user
def fill_in() -> Any:
    wizard = _wizard()
    last = wizard.last()
    if last and last["state"] in WAITING:
        user = current_user()
        return render_template("my_facilities/waiting.html", last=last, user=user, kinds=KINDS)
    return wizard.open()


@pages.post("")
@needs_user
def check() -> Any:
    return _wizard().check()


def _wizard() -> Wizard:
    values = {"kinds": KINDS, "linkable": LINKABLE}
    return Wizard(LINK, PATH, "my_facilities", LINK_QUESTIONS, chosen_facility(), values)


add_pages_after_the_form(pages, _wizard)
