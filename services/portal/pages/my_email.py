"""M3: another address, proven from its own mailbox before it counts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, session, url_for

from services.portal.client import Refusal, ask
from services.portal.forms import SHOWN_ON_THE_FORM, Form, form_id, posted, refused
from services.portal.pages.activation import plain_token
from services.portal.security import token_page
from services.portal.session import current_user, needs_user

pages = Blueprint("my_email", __name__)

FIELDS = ("email", "current_password")
FAILURES = {
    "token_unknown": "不正な操作が行われました。",
    "token_used": "メールアドレスの変更はすでに完了しています",
    "token_expired": "URLの有効期限が切れています",
    "token_superseded": "より新しい確認メールがあります",
    "address_taken": "このメールアドレスには変更できません",
}
CHANGED = "メールアドレスを変更しました。次回から新しいメールアドレスでログインしてください。"


@pages.get("/my/email")
@needs_user
def email() -> str:
    return _email_page(Form())


@pages.post("/my/email")
@needs_user
def send_link() -> Any:
    auth = current_user().bearer
    try:
        sent = ask(
            *("POST", "registration", "me", "email"),
            json=posted(*FIELDS),
            auth=auth,
            form_id=form_id(),
        )
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _email_page(refused(refusal, FIELDS)), refusal.status
    session["new_email"] = sent["email"]
    return redirect(url_for(".sent"), 303)


@pages.get("/my/email/sent")
@needs_user
def sent() -> Any:
    if "new_email" not in session:
        return redirect(url_for(".email"), 303)
    return render_template("my/email_sent.html", email=session["new_email"])


@pages.get("/e/<token>")
@token_page
def preview(token: str) -> Any:
    token = plain_token(token)
    try:
        change = _ask("preview", token=token)
    except Refusal as refusal:
        return _failed(refusal)
    return render_template("my/email_confirm.html", change=change, token=token)


@pages.post("/e/<token>")
@token_page
def switch(token: str) -> Any:
    try:
        changed = _ask(token=plain_token(token))
    except Refusal as refusal:
        return _failed(refusal)
    session.pop("new_email", None)
    flash(CHANGED)
    if current_user():
        return redirect(url_for("my.overview"), 303)
    session["activated_email"] = changed["email"]
    return redirect(url_for("sign_in.login"), 303)


def _ask(*path: str, token: str) -> Any:
    return ask("POST", "registration", "email-changes", *path, json={"token": token})


def _email_page(form: Form) -> str:
    return render_template("my/email.html", form=form, user=current_user())


def _failed(refusal: Refusal) -> Any:
    if refusal.code not in FAILURES:
        raise refusal
    page = render_template("my/email_failed.html", title=FAILURES[refusal.code], cause=refusal.code)
    return page, refusal.status
