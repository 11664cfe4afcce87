"""ST13: one's own name, password, second factor, recovery codes and sessions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.portal.audit_words import ROLES
from services.portal.client import Refusal, ask
from services.portal.devices import device_name
from services.portal.forms import SHOWN_ON_THE_FORM, Form, posted, refused
from services.portal.second_factor import qr_code, readable_key
from services.portal.session import STAFF, current_staff, end_session, needs_staff, secret

pages = Blueprint("own_account", __name__, url_prefix="/staff/me")

PASSWORDS = ("current_password", "password", "password2")
SESSIONS = ("me", "sessions")


@pages.get("")
@needs_staff
def overview() -> str:
    return _page("overview", me=_own("GET"), sessions=_sessions())


@pages.get("/name")
@needs_staff
def name() -> str:
    return _page("name", form=Form({"name": _own("GET")["own_name"]}))


@pages.post("/name")
@needs_staff
def rename() -> Any:
    try:
        _own("PATCH", json=posted("name"))
    except Refusal as refusal:
        return _again(refusal, "name", ("name",))
    flash("氏名を変更しました。")
    return redirect(url_for(".overview"), 303)


@pages.get("/password")
@needs_staff
def password() -> str:
    return _page("password", form=Form())


@pages.post("/password")
@needs_staff
def change_password() -> Any:
    try:
        _own("POST", "password", json=posted(*PASSWORDS))
    except Refusal as refusal:
        return _again(refusal, "password", PASSWORDS)
    response = redirect(url_for("staff_sign_in.login"), 303)
    end_session(response, STAFF)
    flash("パスワードを変更しました。新しいパスワードでログインしてください。")
    return response


@pages.get("/second-factor")
@needs_staff
def second_factor() -> str:
    return _page("second_factor", form=Form())


@pages.post("/second-factor")
@needs_staff
def want_second_factor() -> Any:
    try:
        _own("POST", "second-factor", json=posted("current_password"))
    except Refusal as refusal:
        return _again(refusal, "second_factor", ("current_password",))
    return redirect(url_for(".wanted_second_factor"), 303)


@pages.get("/second-factor/confirm")
@needs_staff
def wanted_second_factor() -> Any:
    try:
        return _wanted_page(Form())
    except Refusal as refusal:
        if refusal.code != "not_started":
            raise
        return redirect(url_for(".second_factor"), 303)


@pages.post("/second-factor/confirm")
@needs_staff
def take_second_factor() -> Any:
    try:
        answer = _own("POST", "second-factor", "confirm", json=posted("code"))
    except Refusal as refusal:
        if refusal.status not in (422, 429):
            raise
        return _wanted_page(refused(refusal)), refusal.status
    return _codes_page(answer)


@pages.get("/recovery-codes")
@needs_staff
def recovery_codes() -> str:
    return _page("recovery_codes", form=Form(), me=_own("GET"))


@pages.post("/recovery-codes")
@needs_staff
def new_recovery_codes() -> Any:
    try:
        answer = _own("POST", "recovery-codes", json=posted("current_password"))
    except Refusal as refusal:
        return _again(refusal, "recovery_codes", ("current_password",), me=_own("GET"))
    return _codes_page(answer)


@pages.post("/sessions")
@needs_staff
def end_sessions() -> Any:
    """One of them, or all but this one."""
    one = request.form.get("session", "")
    try:
        ask("DELETE", "registration", *SESSIONS, *filter(None, [one]), auth=_secret())
    except Refusal as refusal:
        if refusal.status != 404:
            raise
    flash("ログアウトさせました。")
    return redirect(url_for(".overview"), 303)


def _own(method: str, *path: str, **options: Any) -> Any:
    auth = current_staff().bearer
    return ask(method, "registration", "staff", "me", *path, auth=auth, **options)


def _sessions() -> list[dict[str, Any]]:
    rows = ask("GET", "registration", *SESSIONS, auth=_secret())["items"]
    return [{**row, "device": device_name(row["user_agent"])} for row in rows]


def _secret() -> str:
    return f"Session {secret(STAFF)}"


def _wanted_page(form: Form) -> str:
    wanted = _own("GET", "second-factor")
    key, code = readable_key(wanted["totp_secret"]), qr_code(wanted["otpauth_uri"])
    return _page("wanted_second_factor", form=form, key=key, qr=code)


def _codes_page(answer: dict[str, list[str]]) -> str:
    codes = [f"{code[:5]}-{code[5:]}" for code in answer["recovery_codes"]]
    return _page("codes", codes=codes)


def _again(refusal: Refusal, page: str, order: tuple[str, ...], **values: Any) -> Any:
    if refusal.status not in SHOWN_ON_THE_FORM:
        raise refusal
    return _page(page, form=refused(refusal, order), **values), refusal.status


def _page(page: str, **values: Any) -> str:
    return render_template(f"own_account/{page}.html", staff=current_staff(), roles=ROLES, **values)
