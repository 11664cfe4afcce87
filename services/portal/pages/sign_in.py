"""L1, L2, L7: signing in and out, and the password once more before something secret."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session

from services.portal.client import Refusal, ask
from services.portal.cookies import RESCUE, USER, secret
from services.portal.forms import SHOWN_ON_THE_FORM, Form, complaint, posted, refused
from services.portal.session import (
    current_user,
    end_session,
    needs_user,
    safe_next,
    start_session,
)
from services.portal.wording import ja_datetime

pages = Blueprint("sign_in", __name__)

WRONG = "ユーザー名またはパスワードが正しくありません。全角・半角、大文字・小文字をご確認ください。"
NO_NAME = "ユーザー名（メールアドレス）を入力してください"
WRONG_PASSWORD = "パスワードが正しくありません"
NO_PASSWORD = "パスワードを入力してください"


@pages.get("/login")
def login() -> Any:
    next_path = safe_next(request.args.get("next", "/"))
    if current_user():
        return redirect(next_path, 303)
    return _login_page(Form({"username": session.get("activated_email")}), next_path)


@pages.post("/login")
def sign_in() -> Any:
    typed = posted("username", "password", "next")
    next_path = safe_next(typed["next"])
    if not typed["username"].strip():
        return _login_page(complaint("username", NO_NAME), next_path), 422
    if not typed["password"]:
        return _login_page(complaint("password", NO_PASSWORD), next_path), 422
    credentials = {"email": typed["username"], "password": typed["password"]}
    try:
        started = ask("POST", "registration", "sessions", json=credentials)
    except Refusal as refusal:
        return _sign_in_refused(refusal, next_path)
    response = redirect(next_path, 303)
    start_session(response, USER, started["secret"])
    if started.get("last_login_at"):
        flash(f"前回のログイン：{ja_datetime(started['last_login_at'])}", "info")
    return response


@pages.get("/session")
def still_there() -> Any:
    """Whether the session goes on; being asked counts as an action."""
    return "", 204 if current_user() else 401


@pages.get("/logout")
def logout() -> str:
    return render_template("sign_in/logout.html")


@pages.post("/logout")
def sign_out() -> Any:
    response = redirect("/", 303)
    close_session(secret(USER))
    end_session(response, USER)
    flash("ログアウトしました。")
    return response


@pages.get("/reauth")
@needs_user
def reauth() -> str:
    return _reauth_page(Form(), safe_next(request.args.get("next", "/")))


@pages.post("/reauth")
@needs_user
def confirm_password() -> Any:
    typed = posted("password", "next")
    next_path = safe_next(typed["next"])
    if not typed["password"]:
        return _reauth_page(complaint("password", NO_PASSWORD), next_path), 422
    try:
        ask(
            "POST",
            *("registration", "sessions", "current", "reauth"),
            json={"password": typed["password"]},
            auth=f"Session {secret(USER)}",
        )
    except Refusal as refusal:
        if refusal.code == "password_wrong":
            return _reauth_page(complaint("password", WRONG_PASSWORD), next_path), 422
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _reauth_page(refused(refusal), next_path), refusal.status
    return redirect(next_path, 303)


def close_session(value: str) -> None:
    """Ends the session; one that has ended by itself is as good."""
    try:
        ask("DELETE", "registration", "sessions", "current", auth=f"Session {value}")
    except Refusal as refusal:
        if refusal.status != 401:
            raise


def _sign_in_refused(refusal: Refusal, next_path: str) -> Any:
    if refusal.code == "not_activated":
        page = render_template(
            "sign_in/not_activated.html",
            masked_email=refusal.extra["masked_email"],
            email=request.form["username"],
        )
        return page, 403
    if refusal.code == "suspended":
        return render_template("sign_in/suspended.html"), 403
    if refusal.status == 401:
        return _login_page(complaint("", WRONG), next_path), 422
    if refusal.status not in SHOWN_ON_THE_FORM:
        raise refusal
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
    return _login_page(refused(refusal), next_path), refusal.status, headers


def _login_page(form: Form, next_path: str) -> str:
    kept = bool(secret(RESCUE))
    return render_template("sign_in/login.html", form=form, next_path=next_path, kept=kept)


def _reauth_page(form: Form, next_path: str) -> str:
    email = current_user().profile["email"]
    return render_template("sign_in/reauth.html", form=form, next_path=next_path, email=email)
