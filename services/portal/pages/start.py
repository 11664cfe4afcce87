"""V3: 利用開始申請."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from services.portal.facility_choice import chosen_facility
from services.portal.procedures import START
from services.portal.session import needs_user
from services.portal.terminals_form import START_QUESTIONS, rows_to_show
from services.portal.wizard import Wizard, add_pages_after_the_form

PATH = "/services/myna/start"
pages = Blueprint("start", __name__, url_prefix=PATH)


@pages.get("")
@needs_user
def fill_in() -> Any:
    return _wizard().open()


@pages.post("")
@needs_user
def check() -> Any:
    return _wizard().check()


def _wizard() -> Wizard:
    return Wizard(
        START,
        PATH,
        "start",
        START_QUESTIONS,
        chosen_facility(),
        {"rows_to_show": rows_to_show},
        once=True,
        drafts=True,
    )


add_pages_after_the_form(pages, _wizard)
