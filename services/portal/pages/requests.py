"""V7, V7b: the applications of the signed-in user's facilities, and what became of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.portal.application_drafts import drafts, drop_draft
from services.portal.client import Refusal, ask
from services.portal.facility_choice import listed_facilities
from services.portal.forms import form_id
from services.portal.lists import listing
from services.portal.procedures import (
    KINDS,
    STATES,
    Application,
    issued_documents,
    next_step,
    requests_path,
)
from services.portal.session import current_user, needs_user

pages = Blueprint("requests", __name__)

COLUMNS = (
    ("ref", "申請番号"),
    ("kind", "種別"),
    ("submitted_at", "受付日"),
    ("state", "状態"),
    ("deadline", "期限"),
    ("updated_at", "最終更新"),
)
FILTERS = ("kind", "state", "facility_id")
TITLES = {"/my/list": "マイリスト", "/services/myna/requests": "資格確認アカウント申請状況"}


@pages.get("/my/list")
@pages.get("/services/myna/requests")
@needs_user
def applications() -> str:
    auth = current_user().bearer
    found = listing("accounts", "applications", auth, filters=FILTERS, sort="-submitted_at")
    return render_template(
        "requests/list.html",
        title=TITLES[request.path],
        listing=found,
        drafts=drafts() if _shows_drafts() else [],
        columns=COLUMNS,
        facilities=listed_facilities(),
        kinds=[("", "すべて"), *KINDS.items()],
        states=[("", "すべて"), *STATES.items()],
    )


@pages.post("/services/myna/drafts/<kind>/delete")
@needs_user
def delete_draft(kind: str) -> Any:
    drop_draft(kind, request.form.get("facility", ""))
    flash("下書きを削除しました。")
    return redirect(url_for(".applications"), 303)


def _shows_drafts() -> bool:
    """At the top of the list, unless it is narrowed."""
    narrowed = any(request.args.get(name) for name in FILTERS)
    return not narrowed and request.args.get("page", "1") == "1"


@pages.get("/services/myna/requests/<ref>")
@needs_user
def detail(ref: str) -> str:
    application, auth = _application(ref), current_user().bearer
    documents = issued_documents(application, auth) if application["issued"] else 0
    return render_template(
        "requests/detail.html",
        application=application,
        documents=documents,
        next_step=next_step(application, documents),
    )


@pages.get("/services/myna/requests/<ref>/withdraw")
@needs_user
def confirm_withdrawal(ref: str) -> Any:
    application = _application(ref)
    if "withdraw" not in application["moves"]:
        return redirect(requests_path(ref), 303)
    return render_template("requests/withdraw.html", application=application)


@pages.post("/services/myna/requests/<ref>/withdraw")
@needs_user
def withdraw(ref: str) -> Any:
    path = ("applications", ref, "withdraw")
    seen = {"version": request.form.get("version", "")}
    try:
        ask("POST", "accounts", *path, json=seen, auth=current_user().bearer, form_id=form_id())
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        flash(refusal.detail, "warning")
    else:
        flash("申請を取り下げました。")
    return redirect(requests_path(ref), 303)


def _application(ref: str) -> Application:
    return ask("GET", "accounts", "applications", ref, auth=current_user().bearer)
