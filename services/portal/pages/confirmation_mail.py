"""R4–R5: the confirmation mail is on its way, and how to have it sent again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.portal.client import Refusal, ask
from services.portal.draft import authorization, draft_or_nothing, read_draft
from services.portal.forms import SHOWN_ON_THE_FORM, Form, form_id, refused
from services.portal.pages.registration import STEPS, facility_path

pages = Blueprint("confirmation_mail", __name__, url_prefix="/register")

RESENT = "入力されたメールアドレスで登録手続き中の場合、確認メールをお送りしました。"


@pages.get("/sent")
def sent() -> Any:
    draft = draft_or_nothing()
    if not draft.get("sent"):
        return redirect(url_for("registration.person"), 303)
    return _sent_page(draft, Form())


@pages.get("/resend")
def resend_form() -> Any:
    if draft_or_nothing().get("sent"):
        return redirect(url_for(".sent"), 303)
    return render_template("registration/resend.html", form=Form())


@pages.post("/resend")
def resend() -> Any:
    """By the link of an older mail, by an address, or by the draft this browser still has."""
    body = {name: value for name, value in request.form.items() if name in ("token", "email")}
    auth = "" if body else authorization()
    path = ("registration", "registrations", "resend")
    try:
        ask("POST", *path, json=body, auth=auth, form_id=form_id())
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _refused(refusal, by_draft=not body)
    flash(RESENT)
    return redirect(url_for(".resend_form" if body else ".sent"), 303)


def _refused(refusal: Refusal, by_draft: bool) -> Any:
    form = refused(refusal)
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
    if by_draft:
        return _sent_page(read_draft(), form), refusal.status, headers
    return render_template("registration/resend.html", form=form), refusal.status, headers


def _sent_page(draft: dict[str, Any], form: Form) -> str:
    return render_template(
        "registration/sent.html",
        form=form,
        email=draft["sent"]["email"],
        bounced=draft["sent"].get("bounced"),
        correct=f"{facility_path(draft['kind'])}#email",
        steps=STEPS,
    )
