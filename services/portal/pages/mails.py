"""ST9: the mails that went out, and one of them once more."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from services.portal.client import Refusal, ask
from services.portal.forms import SHOWN_ON_THE_FORM, Form, form_id, posted, refused
from services.portal.lists import listing
from services.portal.mail_words import KINDS, PERIOD, REASONS, STANDINGS, VERDICTS
from services.portal.pages.staff import may_review
from services.portal.session import current_staff, needs_staff

pages = Blueprint("mails", __name__, url_prefix="/staff/mails")

COLUMNS = (
    ("created_at", "作成日時"),
    ("mail", "種別"),
    ("recipient", "宛先"),
    ("", "件名"),
    ("state", "状態"),
    ("sent_at", "送信日時"),
)
VIEWER_REASON = "参照の権限のため、メールの再送はできません。"
LINK_REASON = (
    "このメールには1回だけ使えるURLが含まれるため、再送できません。"
    "利用者に、確認メールの再送やパスワードの再設定を案内してください。"
)
UNDERWAY_REASON = "このメールは送信の途中か、送信しないことが決まっているため、再送できません。"


@pages.get("")
@needs_staff
def index() -> str:
    found = listing(
        "notifier",
        "messages",
        current_staff().bearer,
        filters=("q", "standing", "mail"),
        sort="-created_at",
        days=PERIOD,
    )
    return render_template(
        "mails/list.html",
        listing=found,
        form=found.form,
        columns=COLUMNS,
        standings=[("", "すべて"), *STANDINGS.items()],
        kinds=[("", "すべて"), *KINDS.items()],
        labels=KINDS,
    )


@pages.get("/<id>")
@needs_staff
def detail(id: str) -> str:
    mail = _mail(id)
    return render_template(
        "mails/detail.html",
        mail=mail,
        labels=KINDS,
        reasons=REASONS,
        verdicts=VERDICTS,
        reason=_no_resending(mail),
    )


@pages.get("/<id>/resend")
@needs_staff
def confirm(id: str) -> Any:
    mail = _mail(id)
    if _no_resending(mail):
        return redirect(url_for(".detail", id=id), 303)
    return _confirm_page(mail, Form())


@pages.post("/<id>/resend")
@needs_staff
def resend(id: str) -> Any:
    path, auth = ("messages", id, "resend"), current_staff().bearer
    try:
        ask("POST", "notifier", *path, json=posted("reason", "to"), auth=auth, form_id=form_id())
    except Refusal as refusal:
        return _refused(refusal, id)
    flash("メールの再送を受け付けました。")
    return redirect(url_for(".detail", id=id), 303)


def _refused(refusal: Refusal, id: str) -> Any:
    """What can no longer be resent is shown as it is now, with the reason."""
    if refusal.status == 409:
        flash(refusal.detail, "warning")
        return redirect(url_for(".detail", id=id), 303)
    if refusal.status not in SHOWN_ON_THE_FORM:
        raise refusal
    return _confirm_page(_mail(id), refused(refusal)), refusal.status


def _mail(id: str) -> dict[str, Any]:
    return ask("GET", "notifier", "messages", id, auth=current_staff().bearer)


def _no_resending(mail: dict[str, Any]) -> str:
    """Why there is no button; empty if there is one."""
    if not may_review():
        return VIEWER_REASON
    if mail["carries_link"]:
        return LINK_REASON
    return "" if mail["can_be_resent"] else UNDERWAY_REASON


def _confirm_page(mail: dict[str, Any], form: Form) -> str:
    """Where the recipient's address has changed since, both can be chosen."""
    choices = {
        mail["present_address"]: f"現在の宛先：{mail['present_address']}",
        mail["first_recipient"]: f"送信時の宛先：{mail['first_recipient']}",
    }
    return render_template(
        "mails/confirm.html",
        mail=mail,
        labels=KINDS,
        form=form if form.values else Form({"to": mail["present_address"]}),
        choices=list(choices.items()) if len(choices) > 1 else [],
    )
