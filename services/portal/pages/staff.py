"""ST1, ST2: what waits for the review desk."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from services.portal.client import Refusal, ask, ask_if_up
from services.portal.dead_letters import gather
from services.portal.filter_days import told_days
from services.portal.institutions import KINDS as INSTITUTIONS
from services.portal.lists import Listing, listing
from services.portal.procedures import STATES
from services.portal.session import current_staff, needs_staff
from services.portal.wording import ja_datetime
from services.portal.workdays import workdays_since
from shared.contracts import PROCEDURES
from shared.web.csv_file import csv_file

pages = Blueprint("staff", __name__, url_prefix="/staff")

COLUMNS = (
    ("ref", "申請番号"),
    ("kind", "種別"),
    ("facility", "施術所名"),
    ("", "区分"),
    ("terminals", "台数／金額"),
    ("submitted_at", "受付日時"),
    ("", "経過営業日"),
    ("state", "状態"),
    ("claim", "担当者"),
)
CSV_COLUMNS = (*(label for _, label in COLUMNS), "機関コード", "担当開始日時")
FILTERS = ("q", "kind", "state", "due", "claimed_by")
RECEIVED = {"from": "受付日（から）", "to": "受付日（まで）"}
NOBODY = ("none", "担当者なし")
VIEWER_REASON = "参照の権限のため、審査の操作はできません。"


@pages.get("")
@needs_staff
def overview() -> str:
    path = ("applications", "summary")
    summary = ask("GET", "accounts", *path, auth=current_staff().bearer)
    return desk_page(
        "staff/overview.html", summary=summary, counters=_counters(summary), columns=COLUMNS
    )


@pages.get("/applications")
@needs_staff
def applications() -> str:
    auth = current_staff().bearer
    found = listing(
        "accounts", "applications", auth, filters=FILTERS, sort="submitted_at", days=RECEIVED
    )
    return desk_page(
        "staff/applications.html",
        listing=found,
        form=found.form,
        received=RECEIVED,
        claimants=_claimants(found),
        csv_address=_csv_address(found),
        columns=COLUMNS,
        kinds=[("", "すべて"), *PROCEDURES.items()],
        states=[("", "すべて"), *STATES.items()],
    )


@pages.get("/applications.csv")
@needs_staff
def applications_csv() -> Response:
    """Whatever the list so narrowed would show. The service refuses other roles."""
    names = (*FILTERS, *RECEIVED)
    state = {name: request.args[name] for name in names if request.args.get(name)}
    told, _ = told_days(state, RECEIVED)
    path, auth = ("applications", "export"), current_staff().bearer
    found = ask("GET", "accounts", *path, params=told, auth=auth)
    return csv_file("applications.csv", CSV_COLUMNS, map(_csv_row, found["items"]))


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


def _counters(summary: dict[str, Any]) -> list[tuple[str, int, str]]:
    """Label, number and where it leads. What is away, or not this role's, is left out."""
    auth, desk = current_staff().bearer, "/staff/applications"
    counters = [
        ("審査待ち", summary["submitted"], f"{desk}?state=submitted"),
        ("担当中", summary["in_review"], f"{desk}?state=in_review"),
        ("差戻し期限間近", summary["returned_due_soon"], f"{desk}?state=returned&due=soon"),
    ]
    failed = ask_if_up("GET", "notifier", "messages", auth=auth, params={"standing": "failed"})
    if failed:
        counters.append(("送信失敗メール", failed["total"], "/staff/mails?standing=failed"))
    if current_staff().profile["role"] == "admin":
        counters.append(("処理失敗", gather("dead", auth).total, "/staff/dead-letters"))
    return counters


def _claimants(found: Listing) -> list[tuple[str, str]]:
    """Oneself, nobody, and whoever stands on this page."""
    own = current_staff().profile["id"]
    claims = [one["claim"] for one in found.items if one["claim"]]
    others = {claim["staff_id"]: claim["name"] for claim in claims if claim["staff_id"] != own}
    return [("", "すべて"), (own, "自分"), NOBODY, *others.items()]


def _csv_address(found: Listing) -> str:
    narrowed = {name: value for name, value in found.state.items() if name in found.filters}
    return f"/staff/applications.csv?{urlencode(narrowed)}"


def _csv_row(one: dict[str, Any]) -> tuple[object, ...]:
    claim, facility = one["claim"] or {}, one["facility"]
    return (
        one["ref"],
        one["kind_label"],
        facility["name"],
        INSTITUTIONS[facility["kind"]].label,
        one["amount"] or one["terminals"],
        ja_datetime(one["submitted_at"]),
        workdays_since(one["submitted_at"]),
        one["state_label"],
        claim.get("name"),
        facility["institution_code"],
        ja_datetime(claim.get("since", "")),
    )


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
