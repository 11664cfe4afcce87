"""V4: 運用開始日登録, from the day typed to the day that counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.portal.client import FieldError, Refusal, ask
from services.portal.facility_choice import chosen_facility
from services.portal.forms import Form, posted
from services.portal.go_live import StartDate, start_date_of
from services.portal.session import current_user, needs_user
from services.portal.typed_day import day_fields, typed_day

pages = Blueprint("go_live", __name__, url_prefix="/services/myna/go-live")

START_DATE = "運用開始日"


@pages.get("")
@needs_user
def fill_in() -> str:
    start_date = _start_date()
    return _input_page(start_date, Form(day_fields(start_date["day"], "day")))


@pages.post("")
@needs_user
def check() -> Any:
    if request.form.get("action") == "edit":
        return _input_page(_start_date(), Form(request.form))
    day, half_a_day = typed_day(request.form, "day", START_DATE)
    if half_a_day:
        return _input_again((half_a_day,))
    try:
        checked = _tell("POST", day, "check")
    except Refusal as refusal:
        return _refused(refusal)
    return render_template(
        "go_live/confirm.html",
        day=checked["day"],
        facility=chosen_facility(),
        kept={**day_fields(checked["day"], "day"), **posted("version"), **_choice()},
    )


@pages.get("/confirm")
@needs_user
def nothing_to_confirm() -> Any:
    return redirect(_here(".fill_in"), 303)


@pages.post("/confirm")
@needs_user
def register() -> Any:
    day, _ = typed_day(request.form, "day", START_DATE)
    try:
        _tell("PUT", day)
    except Refusal as refusal:
        return _refused(refusal)
    return redirect(_here(".done"), 303)


@pages.get("/done")
@needs_user
def done() -> Any:
    start_date = _start_date()
    if not start_date["day"]:
        return redirect(_here(".fill_in"), 303)
    return render_template("go_live/done.html", start_date=start_date, facility=chosen_facility())


def _choice() -> dict[str, str]:
    """Which facility it is about, where there are several."""
    several = len(current_user().facilities) > 1
    return {"facility": chosen_facility()["id"]} if several else {}


def _here(endpoint: str) -> str:
    return url_for(endpoint, **_choice())


def _start_date() -> StartDate:
    return start_date_of(chosen_facility()["id"], current_user().bearer)


def _tell(method: str, day: str, *more: str) -> Any:
    """The service judges the day on the version the page was made from."""
    path = ("start-dates", chosen_facility()["id"], *more)
    body = {"day": day, "version": request.form.get("version", "")}
    return ask(method, "accounts", *path, json=body, auth=current_user().bearer)


def _refused(refusal: Refusal) -> Any:
    """A conflict is told on the page as it is now."""
    if refusal.status == 409:
        flash(refusal.detail, "warning")
        return redirect(_here(".fill_in"), 303)
    if refusal.status != 422:
        raise refusal
    return _input_again(refusal.errors)


def _input_again(complaints: tuple[FieldError, ...]) -> Any:
    return _input_page(_start_date(), Form(request.form, complaints)), 422


def _input_page(start_date: StartDate, form: Form) -> str:
    return render_template(
        "go_live/input.html",
        start_date=start_date,
        version=_seen(start_date, form.values),
        form=form,
        facility=chosen_facility(),
        user=current_user(),
    )


def _seen(start_date: StartDate, typed: Mapping[str, object]) -> object:
    """The version the typed answers were made on, else the present one."""
    return typed.get("version") or start_date["version"]
