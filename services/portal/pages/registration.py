"""R1–R5: the registration wizard. Its state is a draft in registration, found by a cookie."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.portal.client import Refusal, ask
from services.portal.forms import (
    SHOWN_ON_THE_FORM,
    Form,
    form_id,
    posted,
    refused,
)
from services.portal.institutions import KINDS, Kind
from services.portal.session import DRAFT, current_user, keep_secret, secret

pages = Blueprint("registration", __name__)

STEPS = ("氏名・所属機関", "施設・連絡先", "入力内容の確認", "メールの確認")
PERSON = ("family_name", "given_name", "kind")
NUMBER = ("reg_prefix", "reg_number")
FACILITY = (*NUMBER, "phone", "email", "password", "password2", "agree")
ANY_KIND = f"<any({','.join(KINDS)}):kind>"


@pages.before_request
def send_users_home() -> Any:
    return redirect("/", 303) if current_user() else None


@pages.get("/register")
def person() -> str:
    return _person_page(Form(_draft_or_nothing()))


@pages.post("/register")
def save_person() -> Any:
    try:
        draft, new_secret = _save_person(posted(*PERSON))
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _person_page(refused(refusal, PERSON)), refusal.status
    changing = "change" in request.form and draft["complete"]
    confirmed = url_for(".confirm")
    response = redirect(confirmed if changing else _facility_path(draft["kind"]), 303)
    if new_secret:
        keep_secret(response, DRAFT, new_secret)
    return response


@pages.get(f"/register/{ANY_KIND}")
def facility(kind: str) -> Any:
    if not secret(DRAFT):
        return redirect(url_for(".person"), 303)
    draft = _draft()
    if draft["kind"] != kind:
        return redirect(_facility_path(draft["kind"]), 303)
    return _facility_page(kind, Form(draft), draft["has_password"], draft["facility"])


@pages.post(f"/register/{ANY_KIND}")
def save_facility(kind: str) -> Any:
    try:
        if request.form.get("action") == "lookup":
            found = _look_up(kind)
            has_password = _draft()["has_password"]
            return _facility_page(kind, Form(request.form), has_password, found, looked_up=True)
        _patch_draft({**posted(*FACILITY), "agree": "agree" in request.form})
    except Refusal as refusal:
        if refusal.status not in {404, *SHOWN_ON_THE_FORM}:
            raise
        form = refused(refusal, FACILITY)
        status = refusal.status if refusal.status in (429, 503) else 422
        return _facility_page(kind, form, _draft()["has_password"], None), status
    return redirect(url_for(".confirm"), 303)


@pages.get("/register/confirm")
def confirm() -> Any:
    if not secret(DRAFT):
        return redirect(url_for(".person"), 303)
    draft = _draft()
    if not draft["complete"]:
        return redirect(_facility_path(draft["kind"]), 303)
    return _confirm_page(draft, Form())


@pages.post("/register/confirm")
def register() -> Any:
    try:
        ask("POST", "registration", "registrations", json={}, auth=_auth(), form_id=form_id())
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _confirm_page(_draft(), refused(refusal)), refusal.status
    return redirect(url_for(".sent"), 303)


@pages.get("/register/sent")
def sent() -> Any:
    draft = _draft_or_nothing()
    if not draft.get("sent"):
        return redirect(url_for(".person"), 303)
    return _sent_page(draft, Form())


@pages.get("/register/resend")
def resend_form() -> Any:
    if _draft_or_nothing().get("sent"):
        return redirect(url_for(".sent"), 303)
    return render_template("registration/resend.html", form=Form())


@pages.post("/register/resend")
def resend() -> Any:
    """By the link of an older mail, by an address, or by the draft this browser still has."""
    body = {name: value for name, value in request.form.items() if name in ("token", "email")}
    auth = "" if body else _auth()
    try:
        ask("POST", "registration", "registrations", "resend", json=body, auth=auth)
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _resend_refused(refusal, by_draft=not body)
    flash("入力されたメールアドレスで登録手続き中の場合、確認メールをお送りしました。")
    return redirect(url_for(".resend_form" if body else ".sent"), 303)


def _resend_refused(refusal: Refusal, by_draft: bool) -> Any:
    form = refused(refusal)
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
    if by_draft:
        return _sent_page(_draft(), form), refusal.status, headers
    return render_template("registration/resend.html", form=form), refusal.status, headers


def _auth() -> str:
    return f"Draft {secret(DRAFT)}"


def _draft() -> dict[str, Any]:
    """Raises Refusal draft_gone after 30 minutes."""
    return ask("GET", "registration", "drafts", "current", auth=_auth())


def _draft_or_nothing() -> dict[str, Any]:
    try:
        return _draft() if secret(DRAFT) else {}
    except Refusal:
        return {}


def _patch_draft(fields: dict[str, Any]) -> dict[str, Any]:
    return ask("PATCH", "registration", "drafts", "current", json=fields, auth=_auth())


def _save_person(fields: dict[str, str]) -> tuple[dict[str, Any], str]:
    """The draft, and its secret if it had to be a new one."""
    if secret(DRAFT):
        try:
            return _patch_draft(fields), ""
        except Refusal as refusal:
            if refusal.code != "draft_gone":
                raise
    answer = ask("POST", "registration", "drafts", json=fields)
    return answer["draft"], answer["secret"]


def _look_up(kind: str) -> dict[str, Any]:
    typed = posted(*NUMBER)
    query = {"kind": kind, "prefix": typed["reg_prefix"], "number": typed["reg_number"]}
    return ask("GET", "registration", "facilities", "lookup", params=query)


def _facility_path(kind: str) -> str:
    return url_for(".facility", kind=kind)


def _person_page(form: Form) -> str:
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
    return render_template(
        "registration/confirm.html",
        form=form,
        rows=rows,
        back=_facility_path(draft["kind"]),
        steps=STEPS,
    )


def _confirm_rows(draft: dict[str, Any], kind: Kind) -> list[tuple[str, str, str]]:
    """(name, value, where to change it), in the order of the pages."""
    first = url_for(".person", change=1)
    second = _facility_path(draft["kind"])
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


def _sent_page(draft: dict[str, Any], form: Form) -> str:
    return render_template(
        "registration/sent.html",
        form=form,
        email=draft["sent"]["email"],
        correct=f"{_facility_path(draft['kind'])}#email",
        steps=STEPS,
    )
