"""A4: 解除申請 of one account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, url_for

from services.portal.client import ask
from services.portal.procedures import RELEASE, RELEASE_REASONS
from services.portal.release_form import release_questions
from services.portal.session import current_user, needs_user
from services.portal.wizard import Wizard, add_pages_after_the_form

pages = Blueprint("release", __name__, url_prefix="/services/myna/accounts/<account_id>/release")

ENDED = "利用終了のアカウントは解除を申請できません。"
ALREADY = "このアカウントはすでに解除を申請しています。"


@pages.get("")
@needs_user
def fill_in(account_id: str) -> Any:
    account = _account(account_id)
    if account["status"] == "ended" or account["release_on"]:
        flash(ENDED if account["status"] == "ended" else ALREADY, "info")
        return redirect(url_for("accounts.detail", account_id=account_id), 303)
    return _wizard(account_id).open()


@pages.post("")
@needs_user
def check(account_id: str) -> Any:
    return _wizard(account_id).check()


def _wizard(account_id: str) -> Wizard:
    account = _account(account_id)
    own = {facility["id"]: facility for facility in current_user().facilities}
    return Wizard(
        RELEASE,
        url_for(".fill_in", account_id=account_id),
        "release",
        release_questions(account_id),
        own[account["facility_id"]],
        {"account": account, "reasons": RELEASE_REASONS, "is_last": _is_last(account)},
        concerns=lambda one: one["details"]["account_id"] == account_id,
        already=ALREADY,
    )


def _account(account_id: str) -> dict[str, Any]:
    return ask("GET", "accounts", "accounts", account_id, auth=current_user().bearer)


def _is_last(account: dict[str, Any]) -> bool:
    """Whether the facility has no other account in use."""
    query = {"facility_id": account["facility_id"], "status": "active"}
    found = ask("GET", "accounts", "accounts", auth=current_user().bearer, params=query)
    return account["status"] == "active" and found["total"] == 1


add_pages_after_the_form(pages, _wizard)
