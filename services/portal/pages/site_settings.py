"""ST14: settings of the whole portal. For 管理 only; the service refuses everybody else."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.portal import site
from services.portal.client import FieldError, Refusal, ask
from services.portal.forms import SHOWN_ON_THE_FORM, Form, posted, refused
from services.portal.session import current_staff, needs_staff
from services.portal.settings_words import differences, in_words
from services.portal.typed_day import day_fields, typed_day
from shared import japanese

pages = Blueprint("site_settings", __name__, url_prefix="/staff/settings")

DAYS = {"registration_from": "受付の開始日", "registration_to": "受付の終了日"}
PLAIN = (
    "contact_title",
    "telephone",
    "telephone_note",
    "mail",
    "sender_name",
    "review_days",
    "reason",
    "version",
)
SHOWN_CHANGES = 5
CHOICES = ("registration_closed", "requests_closed")
LINES = ("hours", "holidays")
ORDER = (
    "registration_closed",
    *DAYS,
    "requests_closed",
    "contact_title",
    "telephone",
    "telephone_note",
    "hours",
    "mail",
    "sender_name",
    "review_days",
    "holidays",
    "reason",
)


@pages.get("")
@needs_staff
def overview() -> str:
    known = _settings()
    return render_template(
        "site_settings/overview.html",
        is_open=known["registration_open"],
        known=in_words(known),
        changes=_last_changes(),
    )


@pages.get("/edit")
@needs_staff
def edit() -> str:
    return _form_page(Form(_as_fields(_settings())))


@pages.post("/edit")
@needs_staff
def check() -> Any:
    """What would change, before it does."""
    if request.form.get("action") == "edit":
        return _form_page(Form(request.form))
    body, problems = _body()
    if problems:
        return _form_page(Form(request.form, tuple(problems))), 422
    auth = current_staff().bearer
    try:
        wanted = ask("POST", "registration", "settings", "check", json=body, auth=auth)
    except Refusal as refusal:
        return _refused(refusal)
    found = differences(_settings(), wanted)
    kept = {**_as_fields(wanted), **posted("reason", "version")}
    return render_template("site_settings/confirm.html", differences=found, kept=kept)


@pages.get("/edit/confirm")
@needs_staff
def nothing_to_confirm() -> Any:
    return redirect(url_for(".edit"), 303)


@pages.post("/edit/confirm")
@needs_staff
def change() -> Any:
    """Pressed twice, it is done once."""
    body, problems = _body()
    if problems:
        return _form_page(Form(request.form, tuple(problems))), 422
    try:
        ask("PATCH", "registration", "settings", json=body, auth=current_staff().bearer)
    except Refusal as refusal:
        if refusal.code != "nothing_changed":
            return _refused(refusal)
    site.changed()
    flash("設定を変更しました。")
    return redirect(url_for(".overview"), 303)


def _refused(refusal: Refusal) -> Any:
    if refusal.status not in SHOWN_ON_THE_FORM:
        raise refusal
    return _form_page(_by_field(refused(refusal))), refusal.status


def _settings() -> dict[str, Any]:
    return ask("GET", "registration", "settings", "all", auth=current_staff().bearer)


def _last_changes() -> list[dict[str, Any]]:
    query = {"target": "site", "outcome": "ok", "per_page": SHOWN_CHANGES}
    auth = current_staff().bearer
    return ask("GET", "registration", "audit", auth=auth, params=query)["items"]


def _body() -> tuple[dict[str, Any], list[FieldError]]:
    body: dict[str, Any] = posted(*PLAIN)
    problems = []
    for name, label in DAYS.items():
        body[name], problem = typed_day(request.form, name, label)
        problems += [problem] if problem else []
    for name in LINES:
        typed = request.form.get(name, "").splitlines()
        body[name] = [japanese.line(line) for line in typed if line.strip()]
    for name in CHOICES:
        body[name] = request.form.get(name) == "yes"
    return body, problems


def _as_fields(known: dict[str, Any]) -> dict[str, str]:
    days = {part: text for name in DAYS for part, text in day_fields(known[name], name).items()}
    lines = {name: "\n".join(known[name]) for name in LINES}
    choices = {name: "yes" if known[name] else "no" for name in CHOICES}
    plain = {name: str(known.get(name, "")) for name in PLAIN}
    return {**plain, **days, **lines, **choices}


def _by_field(form: Form) -> Form:
    """Complaints about one line of several belong to their field."""
    whole = [FieldError(e.field.partition(".")[0], e.message, e.code) for e in form.errors]
    ranked = sorted(whole, key=lambda e: ORDER.index(e.field) if e.field in ORDER else len(ORDER))
    return Form(form.values, tuple(ranked))


def _form_page(form: Form) -> str:
    return render_template("site_settings/edit.html", form=form)
