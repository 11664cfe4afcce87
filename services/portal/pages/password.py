"""L3–L6: a forgotten password. The answer never tells whether an address is known."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from services.portal.client import Refusal, ask
from services.portal.cookies import USER, forget_secret
from services.portal.forms import SHOWN_ON_THE_FORM, Form, form_id, posted, refused
from services.portal.pages.activation import plain_token
from services.portal.security import token_page

pages = Blueprint("password", __name__)

NEW_PASSWORD = ("password", "password2")
FAILURES = {
    "token_unknown": "不正な操作が行われました。",
    "token_used": "パスワードはすでに設定されています",
    "token_expired": "URLの有効期限が切れています",
    "token_superseded": "より新しいメールがあります",
}


@pages.get("/password/forgot")
def forgot() -> str:
    return render_template("password/forgot.html", form=Form())


@pages.post("/password/forgot")
def send_link() -> Any:
    try:
        ask("POST", "registration", "password-resets", json=posted("email"), form_id=form_id())
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return render_template("password/forgot.html", form=refused(refusal)), refusal.status
    return redirect(url_for(".sent"), 303)


@pages.get("/password/sent")
def sent() -> str:
    return render_template("password/sent.html")


@pages.get("/p/<token>")
@token_page
def new_password(token: str) -> Any:
    token = plain_token(token)
    try:
        return _new_password_page(token, Form())
    except Refusal as refusal:
        return _failed(refusal)


@pages.post("/p/<token>")
@token_page
def set_password(token: str) -> Any:
    token = plain_token(token)
    fields = {"token": token, **posted(*NEW_PASSWORD)}
    try:
        ask("POST", "registration", "password-resets", "complete", json=fields)
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            return _failed(refusal)
        return _new_password_page(token, refused(refusal, NEW_PASSWORD)), refusal.status
    response = redirect(url_for(".done"), 303)
    forget_secret(response, USER)
    return response


@pages.get("/password/done")
def done() -> str:
    return render_template("password/done.html")


def _new_password_page(token: str, form: Form) -> str:
    """Raises Refusal when the link leads nowhere any more."""
    reset = ask("POST", "registration", "password-resets", "preview", json={"token": token})
    return render_template("password/new.html", form=form, token=token, email=reset["email"])


def _failed(refusal: Refusal) -> Any:
    if refusal.code not in FAILURES:
        raise refusal
    page = render_template("password/failed.html", title=FAILURES[refusal.code], cause=refusal.code)
    return page, refusal.status
