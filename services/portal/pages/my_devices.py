"""M4, M5: the password, and where somebody is signed in with it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.portal.client import Refusal, ask
from services.portal.cookies import USER, secret
from services.portal.devices import device_name
from services.portal.forms import SHOWN_ON_THE_FORM, Form, posted, refused
from services.portal.session import current_user, needs_user

pages = Blueprint("my_devices", __name__, url_prefix="/my")

PASSWORDS = ("current_password", "password", "password2")
SESSIONS = ("registration", "me", "sessions")


@pages.get("/password")
@needs_user
def password() -> str:
    return _password_page(Form())


@pages.post("/password")
@needs_user
def change_password() -> Any:
    try:
        _ask("POST", "registration", "me", "password", json=posted(*PASSWORDS))
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _password_page(refused(refusal, PASSWORDS)), refusal.status
    flash("パスワードを変更しました。ほかの端末はすべてログアウトしました。")
    return redirect(url_for("my.overview"), 303)


@pages.get("/sessions")
@needs_user
def sessions() -> str:
    rows = [
        {**row, "device": device_name(row["user_agent"])} for row in _ask("GET", *SESSIONS)["items"]
    ]
    others = [row for row in rows if not row["current"]]
    return render_template("my/sessions.html", sessions=rows, others=others)


@pages.post("/sessions")
@needs_user
def end_sessions() -> Any:
    """One of them, or all but this one."""
    one = request.form.get("session", "")
    try:
        _ask("DELETE", *SESSIONS, *filter(None, [one]))
    except Refusal as refusal:
        if refusal.status != 404:
            raise
    flash("ログアウトさせました。")
    return redirect(url_for(".sessions"), 303)


def _ask(method: str, *path: str, **options: Any) -> Any:
    return ask(method, *path, auth=f"Session {secret(USER)}", **options)


def _password_page(form: Form) -> str:
    return render_template("my/password.html", form=form, user=current_user())
