"""ST0: staff sign in with a password and a code of their authenticator; and their enrolment."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, session, url_for

from services.portal.client import Refusal, ask
from services.portal.cookies import STAFF, secret
from services.portal.forms import SHOWN_ON_THE_FORM, Form, complaint, posted, refused
from services.portal.pages.activation import plain_token
from services.portal.pages.sign_in import close_session
from services.portal.second_factor import qr_code, readable_key
from services.portal.security import token_page
from services.portal.session import current_staff, end_session, start_session

pages = Blueprint("staff_sign_in", __name__, url_prefix="/staff")

WRONG = "入力内容が正しくありません"
HOME = "/staff"
ENROLMENT = ("password", "password2", "code")


@pages.get("/login")
def login() -> Any:
    if current_staff():
        return redirect(HOME, 303)
    return render_template("staff_sign_in/login.html", form=Form())


@pages.post("/login")
def first_factor() -> Any:
    typed = posted("username", "password")
    credentials = {"email": typed["username"], "password": typed["password"], "audience": "staff"}
    try:
        answer = ask("POST", "registration", "sessions", json=credentials)
    except Refusal as refusal:
        return _refused(refusal, "staff_sign_in/login.html")
    session["staff_challenge"] = answer["challenge"]
    return redirect(url_for(".code"), 303)


@pages.get("/login/code")
def code() -> Any:
    if "staff_challenge" not in session:
        return redirect(url_for(".login"), 303)
    return render_template("staff_sign_in/code.html", form=Form())


@pages.post("/login/code")
def second_factor() -> Any:
    if "staff_challenge" not in session:
        return redirect(url_for(".login"), 303)
    answer = {"challenge": session["staff_challenge"], **posted("code")}
    try:
        started = ask("POST", "registration", "sessions", "second-factor", json=answer)
    except Refusal as refusal:
        return _refused(refusal, "staff_sign_in/code.html")
    response = redirect(HOME, 303)
    start_session(response, STAFF, started["secret"])
    return response


@pages.post("/logout")
def sign_out() -> Any:
    response = redirect(url_for(".login"), 303)
    close_session(secret(STAFF))
    end_session(response, STAFF)
    flash("ログアウトしました。")
    return response


@pages.get("/enrol/<token>")
@token_page
def enrolment(token: str) -> Any:
    return _enrolment_page(plain_token(token), Form())


@pages.post("/enrol/<token>")
@token_page
def enrol(token: str) -> Any:
    token = plain_token(token)
    try:
        body = {"token": token, **posted(*ENROLMENT)}
        ask("POST", "registration", "staff", "enrolments", json=body)
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            return _enrolment_failed(refusal)
        return _enrolment_page(token, refused(refusal, ENROLMENT)), refusal.status
    flash("登録が完了しました。ログインしてください。")
    return redirect(url_for(".login"), 303)


def _refused(refusal: Refusal, template: str) -> Any:
    if refusal.status in (401, 403, 422):
        return render_template(template, form=complaint("", WRONG)), 422
    if refusal.status not in SHOWN_ON_THE_FORM:
        raise refusal
    return render_template(template, form=refused(refusal)), refusal.status


def _enrolment_page(token: str, form: Form) -> Any:
    try:
        invited = ask(
            "POST", "registration", "staff", "enrolments", "preview", json={"token": token}
        )
    except Refusal as refusal:
        return _enrolment_failed(refusal)
    return render_template(
        "staff_sign_in/enrol.html",
        form=form,
        token=token,
        invited=invited,
        key=readable_key(invited["totp_secret"]),
        qr=qr_code(invited["otpauth_uri"]),
    )


def _enrolment_failed(refusal: Refusal) -> Any:
    if refusal.status not in (404, 410):
        raise refusal
    return render_template("staff_sign_in/enrol_failed.html"), refusal.status
