"""M1, M2: what is registered about the user, and changing it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from services.portal.client import Refusal, ask
from services.portal.forms import SHOWN_ON_THE_FORM, Form, posted, refused
from services.portal.institutions import KINDS
from services.portal.navigation import MY_MENU
from services.portal.session import current_user, needs_user

pages = Blueprint("my", __name__, url_prefix="/my")

PROFILE = ("family_name", "given_name", "phone")


@pages.get("")
@needs_user
def overview() -> str:
    return render_template("my/overview.html", user=current_user(), kinds=KINDS, menu=MY_MENU)


@pages.get("/profile")
@needs_user
def profile() -> str:
    return _profile_page(Form(current_user().profile))


@pages.post("/profile")
@needs_user
def save_profile() -> Any:
    try:
        ask("PATCH", "registration", "me", json=posted(*PROFILE), auth=current_user().bearer)
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _profile_page(refused(refusal, PROFILE)), refusal.status
    flash("登録内容を変更しました。")
    return redirect(url_for(".overview"), 303)


def _profile_page(form: Form) -> str:
    return render_template("my/profile.html", form=form, user=current_user(), kinds=KINDS)
