"""ST4: the facilities master at the staff side."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.portal.client import Refusal, ask
from services.portal.comparison import STATUSES
from services.portal.forms import Form, posted, refused
from services.portal.institutions import KINDS
from services.portal.lists import listing
from services.portal.pages.staff import VIEWER_REASON, may_review
from services.portal.session import current_staff, needs_staff

pages = Blueprint("facilities", __name__, url_prefix="/staff/facilities")

FILTERS = ("q", "prefecture", "kind", "status")
PARTICULARS = {
    "institution_code": "機関コード",
    "name": "名称",
    "name_kana": "名称（カナ）",
    "prefecture": "都道府県",
    "address": "所在地",
    "phone": "電話番号",
}
FIELDS = (*PARTICULARS, "status", "reason")
LABELS = {**PARTICULARS, "registration_number": "登録記号番号", "kind": "区分", "status": "状態"}


@pages.get("")
@needs_staff
def search() -> str:
    auth = current_staff().bearer
    return show(
        "facilities/list.html",
        listing=listing("registration", "facilities", auth, filters=FILTERS, sort=""),
        kinds=[("", "すべて"), *((kind, KINDS[kind].label) for kind in KINDS)],
        statuses=[("", "すべて"), *STATUSES.items()],
    )


@pages.get("/<facility_id>")
@needs_staff
def detail(facility_id: str) -> str:
    return _detail_page(facility_id)


@pages.get("/<facility_id>/edit")
@needs_staff
def edit(facility_id: str) -> Any:
    if not may_review():
        return redirect(url_for(".detail", facility_id=facility_id), 303)
    facility = _facility(facility_id)
    return _edit_page(facility, Form(facility))


@pages.post("/<facility_id>/edit")
@needs_staff
def check(facility_id: str) -> Any:
    """What would change, before it does."""
    if request.form.get("action") == "edit":
        return _edit_page(_facility(facility_id), Form(request.form))
    typed = posted(*FIELDS, "version")
    path, auth = ("facilities", facility_id, "check"), current_staff().bearer
    try:
        found = ask("POST", "registration", *path, json=typed, auth=auth)
    except Refusal as refusal:
        return _refused(facility_id, refusal)
    facility, differences = _facility(facility_id), found["differences"]
    return show("facilities/confirm.html", facility=facility, differences=differences, kept=typed)


@pages.get("/<facility_id>/edit/confirm")
@needs_staff
def nothing_to_confirm(facility_id: str) -> Any:
    return redirect(url_for(".edit", facility_id=facility_id), 303)


@pages.post("/<facility_id>/edit/confirm")
@needs_staff
def correct(facility_id: str) -> Any:
    """Pressed twice, it is done once."""
    path, typed = ("facilities", facility_id), posted(*FIELDS, "version")
    try:
        ask("PATCH", "registration", *path, json=typed, auth=current_staff().bearer)
    except Refusal as refusal:
        if refusal.code != "nothing_changed":
            return _refused(facility_id, refusal)
    flash("施術所マスタを修正しました。次の取り込みで上書きされるまで、修正の内容を使います。")
    return redirect(url_for(".detail", facility_id=facility_id), 303)


def show(template: str, **values: Any) -> str:
    words = {"institutions": KINDS, "status_words": STATUSES, "labels": LABELS}
    role = {"may_review": may_review(), "is_admin": current_staff().profile["role"] == "admin"}
    return render_template(template, viewer_reason=VIEWER_REASON, **words, **role, **values)


def _refused(facility_id: str, refusal: Refusal) -> Any:
    if refusal.status == 409:
        return _detail_page(facility_id, conflict=refusal.detail), 409
    if refusal.status != 422:
        raise refusal
    return _edit_page(_facility(facility_id), refused(refusal, FIELDS)), 422


def _facility(facility_id: str) -> dict[str, Any]:
    path = ("facilities", facility_id)
    return ask("GET", "registration", *path, auth=current_staff().bearer)


def _detail_page(facility_id: str, conflict: str = "") -> str:
    return show("facilities/detail.html", facility=_facility(facility_id), conflict=conflict)


def _edit_page(facility: dict[str, Any], form: Form) -> str:
    statuses = list(STATUSES.items())
    version = request.form.get("version", facility["version"])
    return show(
        "facilities/edit.html",
        facility=facility,
        form=form,
        statuses=statuses,
        version=version,
        particulars=PARTICULARS,
    )
