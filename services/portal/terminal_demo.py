"""T1–T3: the app on a clinic's terminal, as a demo. It talks to the public API only.

The terminal is a random name in a cookie of its own, there before it is registered: a lost answer
can be asked for again. What the sheet says is proved once and then stands behind a ticket.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, session, url_for

from services.portal.client import FieldError, Refusal, ask_if_up
from services.portal.cookies import keep_secret, secret
from services.portal.forms import Form, posted, refused
from shared.tokens import new_token

pages = Blueprint("terminal_demo", __name__, url_prefix="/demo/terminal")

TERMINAL = "portal_terminal"
A_YEAR = 365 * 24 * 60 * 60
STEPS = ("アカウント情報の入力", "端末の確認", "完了")
SHEET = ("institution_code", "id", "password", "activation_code")
SHOWN_WHEN_DONE = ("institution_name", "account_id", "registered_at")
ANSWERED_ON_THE_PAGE = {401, 403, 409, 410, 422, 429}


@pages.get("")
def sheet() -> str:
    return _sheet_page(Form())


@pages.post("")
def check_sheet() -> Any:
    try:
        checked = ask_if_up("POST", "accounts", "terminals", "check", json=posted(*SHEET))
    except Refusal as refusal:
        if refusal.status not in ANSWERED_ON_THE_PAGE:
            raise
        return _sheet_page(refused(refusal, SHEET)), _status(refusal)
    if checked is None:
        return _sheet_page(Form(posted(*SHEET)), unreachable=True), 503
    session["terminal_checked"] = checked
    response = redirect(url_for(".device"), 303)
    keep_secret(response, TERMINAL, secret(TERMINAL) or new_token(), max_age=A_YEAR)
    return response


@pages.get("/device")
def device() -> Any:
    if "terminal_checked" not in session:
        return redirect(url_for(".sheet"), 303)
    return _device_page(Form())


@pages.post("/device")
def register() -> Any:
    if "terminal_checked" not in session:
        return redirect(url_for(".sheet"), 303)
    terminal = {"fingerprint": secret(TERMINAL), **posted("name")}
    told = {"ticket": session["terminal_checked"]["ticket"], "terminal": terminal}
    try:
        registered = ask_if_up("POST", "accounts", "terminals", json=told)
    except Refusal as refusal:
        if refusal.status not in ANSWERED_ON_THE_PAGE:
            raise
        return _device_page(_named(refusal)), _status(refusal)
    if registered is None:
        return _device_page(Form(posted("name")), unreachable=True), 503
    session.pop("terminal_checked")
    session["terminal_registered"] = {name: registered[name] for name in SHOWN_WHEN_DONE}
    return redirect(url_for(".done"), 303)


@pages.get("/done")
def done() -> Any:
    if "terminal_registered" not in session:
        return redirect(url_for(".sheet"), 303)
    return render_template(
        "terminal_demo/done.html", registered=session["terminal_registered"], steps=STEPS
    )


def _named(refusal: Refusal) -> Form:
    """The service files the terminal's name under `terminal`; the page calls it `name`."""
    form = refused(refusal)
    errors = (FieldError(e.field.removeprefix("terminal."), e.message) for e in form.errors)
    return Form(form.values, tuple(errors))


def _status(refusal: Refusal) -> int:
    """401 would ask browsers for credentials of another kind."""
    return 422 if refusal.status == 401 else refusal.status


def _sheet_page(form: Form, *, unreachable: bool = False) -> str:
    return render_template(
        "terminal_demo/sheet.html", form=form, unreachable=unreachable, steps=STEPS
    )


def _device_page(form: Form, *, unreachable: bool = False) -> str:
    return render_template(
        "terminal_demo/device.html",
        form=form,
        unreachable=unreachable,
        checked=session["terminal_checked"],
        steps=STEPS,
    )
