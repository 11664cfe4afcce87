"""R6–R8: the link in the confirmation mail. Looking changes nothing; pressing the button does."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, redirect, render_template, session, url_for

from services.portal.client import Refusal, ask
from services.portal.forms import form_id
from services.portal.security import token_page
from services.portal.session import current_user

pages = Blueprint("activation", __name__)

FAILURES = {
    "token_unknown": "不正な操作が行われました。",
    "token_used": "ユーザー登録はすでに完了しています",
    "token_expired": "URLの有効期限が切れています",
    "token_superseded": "より新しい確認メールがあります",
    "facility_taken": "この施術所はすでに登録されています",
}


@pages.get("/a/<token>")
@token_page
def preview(token: str) -> Any:
    token = plain_token(token)
    try:
        registration = ask("POST", "registration", "activations", "preview", json={"token": token})
    except Refusal as refusal:
        return _failed(refusal, token)
    return render_template(
        "activation/confirm.html",
        registration=registration,
        token=token,
        somebody_else=current_user() is not None,
    )


@pages.post("/a/<token>")
@token_page
def activate(token: str) -> Any:
    token = plain_token(token)
    try:
        answer = ask(
            "POST", "registration", "activations", json={"token": token}, form_id=form_id()
        )
    except Refusal as refusal:
        return _failed(refusal, token)
    session["activated_email"] = answer["email"]
    return redirect(url_for(".complete"), 303)


@pages.get("/register/complete")
def complete() -> Any:
    if "activated_email" not in session:
        return redirect("/", 303)
    return render_template("activation/complete.html")


def plain_token(text: str) -> str:
    """Without what mail programs and copying leave behind the address: > ) 。 spaces, line ends."""
    return re.match(r"[0-9A-Za-z]*", text.strip()).group()


def _failed(refusal: Refusal, token: str) -> Any:
    if refusal.code not in FAILURES:
        raise refusal
    page = render_template(
        "activation/failed.html",
        title=FAILURES[refusal.code],
        cause=refusal.code,
        facts=refusal.extra,
        token=token,
    )
    return page, refusal.status
