"""R1–R3: the registration wizard up to its confirmation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from services.portal import site, terms
from services.portal.client import Refusal, ask
from services.portal.cookies import DRAFT, keep_secret
from services.portal.draft import (
    authorization,
    begin_or_change_draft,
    change_draft,
    draft_or_nothing,
    has_draft,
    read_draft,
)
from services.portal.forms import SHOWN_ON_THE_FORM, Form, form_id, posted, refused
from services.portal.institutions import KINDS, Kind
from services.portal.session import current_user

pages = Blueprint("registration", __name__)

STEPS = ("氏名・所属機関", "施設・連絡先", "入力内容の確認", "メールの確認")
PERSON = ("family_name", "given_name", "kind")
NUMBER = ("reg_prefix", "reg_number")
FACILITY = (*NUMBER, "phone", "email", "password", "password2", "agree")
ANY_KIND = f"<any({','.join(KINDS)}):kind>"


@pages.before_request
def send_users_home() -> Any:
    return redirect("/my", 303) if current_user() else None


@pages.get("/register")
def person() -> str:
    return _person_page(Form(draft_or_nothing()))


@pages.post("/register")
def save_person() -> Any:
    try:
        draft, new_secret = begin_or_change_draft(posted(*PERSON))
    except Refusal as refusal:
        if refusal.code == "registration_closed":
            return render_template("registration/closed.html"), refusal.status
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _person_page(refused(refusal, PERSON)), refusal.status
    changing = "change" in request.form and draft["complete"]
    path = url_for(".confirm") if changing else facility_path(draft["kind"])
    response = redirect(path, 303)
    if new_secret:
        keep_secret(response, DRAFT, new_secret)
    return response


@pages.get(f"/register/{ANY_KIND}")
def facility(kind: str) -> Any:
    if not has_draft():
        return redirect(url_for(".person"), 303)
    draft = read_draft()
    if draft["kind"] != kind:
        return redirect(facility_path(draft["kind"]), 303)
    return _facility_page(kind, Form(draft), draft["has_password"], draft["facility"])


@pages.post(f"/register/{ANY_KIND}")
def save_facility(kind: str) -> Any:
    looking_up = request.form.get("action") == "lookup"
    try:
        if looking_up:
            found = _look_up(kind)
            return _facility_page(kind, Form(request.form), _has_password(), found, looked_up=True)
        change_draft({**posted(*FACILITY), **_consent()})
    except Refusal as refusal:
        if refusal.status not in {404, *SHOWN_ON_THE_FORM}:
            raise
        found = None if looking_up else _facility_typed(kind, refusal)
        page = _facility_page(kind, refused(refusal, FACILITY), _has_password(), found)
        return page, refusal.status if refusal.status in (429, 503) else 422
    return redirect(url_for(".confirm"), 303)


@pages.get("/register/confirm")
def confirm() -> Any:
    if not has_draft():
        return redirect(url_for(".person"), 303)
    draft = read_draft()
    if not draft["complete"]:
        return redirect(facility_path(draft["kind"]), 303)
    return _confirm_page(draft, Form())


@pages.post("/register/confirm")
def register() -> Any:
    try:
        ask(
            "POST",
            "registration",
            "registrations",
            json={},
            auth=authorization(),
            form_id=form_id(),
        )
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        draft = read_draft()
        if not draft["complete"]:
            return redirect(facility_path(draft["kind"]), 303)
        return _confirm_page(draft, refused(refusal)), refusal.status
    return redirect(url_for("confirmation_mail.sent"), 303)


def _register() -> None:
    path = ("registration", "registrations")
    ask("POST", *path, json={}, auth=authorization(), form_id=form_id())


def _consent() -> dict[str, Any]:
    return {"agree": "agree" in request.form, "terms_version": terms.present().id}


def facility_path(kind: str) -> str:
    return url_for("registration.facility", kind=kind)


def _look_up(kind: str) -> dict[str, Any]:
    typed = posted(*NUMBER)
    query = {"kind": kind, "prefix": typed["reg_prefix"], "number": typed["reg_number"]}
    return ask("GET", "registration", "facilities", "lookup", params=query)


def _facility_typed(kind: str, refusal: Refusal) -> dict[str, Any] | None:
    """Its name stays on the page when only other fields were wrong."""
    if any(error.field in NUMBER for error in refusal.errors):
        return None
    try:
        return _look_up(kind)
    except Refusal:
        return None


def _has_password() -> bool:
    return read_draft()["has_password"]


def _person_page(form: Form) -> str:
    if not site.registration_open():
        return render_template("registration/closed.html")
    kinds = [(name, kind.label) for name, kind in KINDS.items()]
    changing = "change" in request.values
    return render_template(
        "registration/person.html", form=form, kinds=kinds, steps=STEPS, changing=changing
    )


def _facility_page(
    kind: str,
    form: Form,
    has_password: bool,
    found: dict[str, Any] | None,
    looked_up: bool = False,
) -> str:
    return render_template(
        "registration/facility.html",
        kind=KINDS[kind],
        kind_name=kind,
        form=form,
        has_password=has_password,
        facility=found or {"registration_number": "", "name": ""},
        looked_up=looked_up,
        steps=STEPS,
    )


def _confirm_page(draft: dict[str, Any], form: Form) -> str:
    rows = _confirm_rows(draft, KINDS[draft["kind"]])
    back = facility_path(draft["kind"])
    return render_template(
        "registration/confirm.html", form=form, rows=rows, back=back, steps=STEPS
    )


def _confirm_rows(draft: dict[str, Any], kind: Kind) -> list[tuple[str, str, str]]:
    """(name, value, where to change it), in the order of the pages."""
    first = url_for(".person", change=1)
    second = facility_path(draft["kind"])
    return [
        ("姓", draft["family_name"], f"{first}#family_name"),
        ("名", draft["given_name"], f"{first}#given_name"),
        ("所属機関", kind.label, f"{first}#kind"),
        (kind.number_name, draft["facility"]["registration_number"], f"{second}#reg_number"),
        (kind.facility_name, draft["facility"]["name"], f"{second}#reg_number"),
        ("電話番号", draft["phone"], f"{second}#phone"),
        ("メールアドレス", draft["email"], f"{second}#email"),
        ("パスワード", "●●●●●●●●（表示しません）", f"{second}#password"),
        ("規約同意", "同意する", ""),
    ]
