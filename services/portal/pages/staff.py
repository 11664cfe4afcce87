"""ST1, ST2: what waits for the review desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from services.portal.client import Refusal, ask
from services.portal.institutions import KINDS as INSTITUTIONS
from services.portal.lists import listing
from services.portal.procedures import KINDS, STATES
from services.portal.session import current_staff, needs_staff
from services.portal.workdays import workdays_since

pages = Blueprint("staff", __name__, url_prefix="/staff")

COLUMNS = (
    ("ref", "申請番号"),
    ("kind", "種別"),
    ("facility", "施術所名"),
    ("", "区分"),
    ("terminals", "台数"),
    ("submitted_at", "受付日時"),
    ("", "経過営業日"),
    ("state", "状態"),
    ("claim", "担当者"),
)
VIEWER_REASON = "参照の権限のため、審査の操作はできません。"


@pages.get("")
@needs_staff
def overview() -> str:
    path = ("applications", "summary")
    summary = ask("GET", "accounts", *path, auth=current_staff().bearer)
    return desk_page("staff/overview.html", summary=summary, columns=COLUMNS)


@pages.get("/applications")
@needs_staff
def applications() -> str:
    auth = current_staff().bearer
    found = listing(
        "accounts", "applications", auth, filters=("q", "kind", "state"), sort="submitted_at"
    )
    return desk_page(
        "staff/applications.html",
        listing=found,
        columns=COLUMNS,
        kinds=[("", "すべて"), *KINDS.items()],
        states=[("", "すべて"), *STATES.items()],
    )


@pages.post("/applications/claim-next")
@needs_staff
def claim_next() -> Any:
    path = ("applications", "claim-next")
    try:
        application = ask("POST", "accounts", *path, json={}, auth=current_staff().bearer)
    except Refusal as refusal:
        if refusal.code != "nothing_to_claim":
            raise
        flash(refusal.detail, "info")
        return redirect(url_for(".applications"), 303)
    return redirect(url_for("review.detail", ref=application["ref"]), 303)


def may_review() -> bool:
    return current_staff().profile["role"] != "viewer"


def desk_page(template: str, **values: Any) -> str:
    """A page that says what the signed-in person's role allows."""
    return render_template(
        template,
        may_review=may_review(),
        viewer_reason=VIEWER_REASON,
        institutions=INSTITUTIONS,
        workdays_since=workdays_since,
        **values,
    )
