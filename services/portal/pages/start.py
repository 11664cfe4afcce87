"""V3: 利用開始申請. Nothing is kept between pages: the answers travel in them, checked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.portal import start_form
from services.portal.client import FieldError, Refusal, ask
from services.portal.facility_choice import chosen_facility
from services.portal.forms import Form, form_id
from services.portal.procedures import (
    ENDED_WITHOUT_RESULT,
    REVIEW_DAYS,
    Application,
    latest_start,
    requests_path,
)
from services.portal.session import current_user, needs_user

pages = Blueprint("start", __name__, url_prefix="/services/myna/start")

STEPS = ("入力", "確認", "受付完了")
MARKS = ("facility", "ref", "version")
ALREADY = "すでに申請されています。"


@pages.get("")
@needs_user
def fill_in() -> Any:
    latest = latest_start(current_user(), chosen_facility()["id"])
    if latest is None or latest["state"] in ENDED_WITHOUT_RESULT:
        return _input_page(Form())
    if latest["state"] == "returned":
        whole = _application(latest["ref"])
        return _input_page(start_form.form_of(whole), returned=whole)
    flash(ALREADY, "info")
    return redirect(requests_path(latest["ref"]), 303)


@pages.post("")
@needs_user
def check() -> Any:
    action = request.form.get("action")
    if action == "edit":
        return _input_again(())
    checked, complaints = start_form.check(request.form, chosen_facility()["id"])
    if action == "rows":
        return _input_again(tuple(e for e in complaints if e.field == "terminals"))
    if complaints:
        return _input_again(complaints)
    return _confirm_page(checked)


@pages.get("/confirm")
@needs_user
def nothing_to_confirm() -> Any:
    return redirect(url_for(".fill_in"), 303)


@pages.post("/confirm")
@needs_user
def submit() -> Any:
    try:
        application = _send(request.form)
    except Refusal as refusal:
        if refusal.status == 422:
            return _input_again(refusal.errors or (FieldError("", refusal.detail),))
        if refusal.status != 409:
            raise
        return _overtaken(refusal)
    return redirect(url_for(".done", ref=application["ref"]), 303)


@pages.get("/done/<ref>")
@needs_user
def done(ref: str) -> str:
    return render_template(
        "start/done.html", application=_application(ref), review_days=REVIEW_DAYS, steps=STEPS
    )


def _send(typed: Mapping[str, str]) -> Application:
    """A new application, or the correction of a returned one; the same form sends only once."""
    user = current_user()
    path: tuple[str, ...] = ("applications",)
    body = start_form.body(typed, chosen_facility()["id"])
    if typed.get("ref"):
        path = ("applications", typed["ref"], "resubmit")
        body["version"] = typed.get("version", "")
    return ask("POST", "accounts", *path, json=body, auth=user.bearer, form_id=form_id())


def _overtaken(refusal: Refusal) -> Any:
    """Somebody else, or another window, was faster: the present state says more than a refusal."""
    flash(refusal.detail, "warning")
    ref = refusal.extra.get("ref") or request.form["ref"]
    return redirect(requests_path(ref), 303)


def _application(ref: str) -> Application:
    return ask("GET", "accounts", "applications", ref, auth=current_user().bearer)


def _input_again(complaints: tuple[FieldError, ...]) -> Any:
    ref = request.form.get("ref")
    page = _input_page(
        Form(request.form, complaints),
        rows=_rows_to_show(),
        returned=_application(ref) if ref else None,
    )
    return page, 422 if complaints else 200


def _rows_to_show() -> int:
    asked_for = request.form.get("action") == "rows" or start_form.notes(request.form)
    return start_form.wanted_rows(request.form) if asked_for else 0


def _input_page(form: Form, *, rows: int = 0, returned: Application | None = None) -> str:
    facility = chosen_facility()
    correction = start_form.correction(returned) if returned else {}
    return render_template(
        "start/input.html",
        form=form,
        rows=rows or len(start_form.notes(form.values)),
        returned=returned,
        kept={"facility": facility["id"], **correction},
        facility=facility,
        user=current_user(),
        review_days=REVIEW_DAYS,
        steps=STEPS,
    )


def _confirm_page(checked: dict[str, Any]) -> str:
    marks = {name: request.form[name] for name in MARKS if name in request.form}
    kept = {**start_form.as_typed(checked), "acknowledged": start_form.ACKNOWLEDGED, **marks}
    return render_template(
        "start/confirm.html",
        answers=checked,
        kept=kept,
        facility=chosen_facility(),
        user=current_user(),
        steps=STEPS,
    )
