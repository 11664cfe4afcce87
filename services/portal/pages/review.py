"""ST3: one application at the review desk. Every decision is confirmed on a page of its own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from services.portal.client import Refusal, ask, ask_if_up
from services.portal.comment_templates import TEMPLATES
from services.portal.comment_templates import completed as completed_by
from services.portal.comparison import Row, compare
from services.portal.contents import reviewed_facility
from services.portal.decisions import DECISIONS, body, complaints, deadline_in_mail
from services.portal.forms import Form, form_id, posted, refused
from services.portal.grants import file_of
from services.portal.pages.staff import VIEWER_REASON, desk_page, may_review
from services.portal.procedures import Application, issued_documents
from services.portal.session import current_staff, needs_staff
from shared import clock

pages = Blueprint("review", __name__, url_prefix="/staff/applications/<ref>")

ANY_MOVE = f"/<any({','.join(DECISIONS)}):move>"


@pages.get("")
@needs_staff
def detail(ref: str) -> str:
    return _detail_page(ref)


@pages.get("/completed")
@needs_staff
def completed(ref: str) -> Any:
    application = _application(ref)
    if application["state"] != "completed":
        return redirect(url_for(".detail", ref=ref), 303)
    return desk_page(
        "review/completed.html",
        application=application,
        documents=_issued(application),
        today=_today(),
    )


@pages.get("/files/<upload_id>")
@needs_staff
def attachment(ref: str, upload_id: str) -> Any:
    """One of the application's own files."""
    held = _application(ref)["details"].get("attachments", [])
    if upload_id not in {file["id"] for file in held}:
        abort(404)
    return file_of(upload_id, current_staff().bearer)


@pages.get(ANY_MOVE)
@needs_staff
def confirm(ref: str, move: str) -> Any:
    application = _application(ref)
    if move not in application["moves"]:
        return redirect(url_for(".detail", ref=ref), 303)
    return _confirm_page(application, move, Form())


@pages.post(ANY_MOVE)
@needs_staff
def decide(ref: str, move: str) -> Any:
    decision, path = DECISIONS[move], ("applications", ref, move)
    action = request.form.get("action")
    if action in ("preview", "template"):
        form = Form(_with_template(move) if action == "template" else request.form)
        return _confirm_page(_application(ref), move, form, preview=action == "preview")
    told, auth = body(decision, request.form), current_staff().bearer
    try:
        ask("POST", "accounts", *path, json=told, auth=auth, form_id=form_id())
    except Refusal as refusal:
        return _refused(refusal, ref, move)
    if move == "complete":
        return redirect(url_for(".completed", ref=ref), 303)
    flash(decision.done)
    return redirect(url_for(".detail", ref=ref), 303)


@pages.get("/memos")
@needs_staff
def write_memo(ref: str) -> Any:
    if not may_review():
        return redirect(url_for(".detail", ref=ref), 303)
    return _memo_page(ref, Form())


@pages.post("/memos")
@needs_staff
def add_memo(ref: str) -> Any:
    path, auth = ("applications", ref, "memos"), current_staff().bearer
    try:
        ask("POST", "accounts", *path, json=posted("text"), auth=auth, form_id=form_id())
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _memo_page(ref, refused(refusal)), 422
    flash("メモを追加しました。")
    return redirect(url_for(".detail", ref=ref), 303)


def _memo_page(ref: str, form: Form) -> str:
    return render_template("review/memo.html", application=_application(ref), form=form)


def _memos(ref: str) -> list[dict[str, str]]:
    path = ("applications", ref, "memos")
    return ask("GET", "accounts", *path, auth=current_staff().bearer)["items"]


def _with_template(move: str) -> dict[str, str]:
    typed, name = request.form.get("comment", ""), request.form.get("template", "")
    return {**request.form, "comment": completed_by(typed, move, name)}


def _refused(refusal: Refusal, ref: str, move: str) -> Any:
    """A conflict shows the application as it is now and who was faster."""
    if refusal.status == 409:
        return _detail_page(ref, conflict=refusal.detail), 409
    if refusal.status != 422:
        raise refusal
    form = Form(request.form, complaints(refusal, request.form))
    return _confirm_page(_application(ref), move, form), 422


def _application(ref: str) -> Application:
    return ask("GET", "accounts", "applications", ref, auth=current_staff().bearer)


def _issued(application: Application) -> int:
    if not application["issued"]:
        return 0
    return issued_documents(application, current_staff().bearer)


def _comparison(facility: dict[str, Any]) -> list[Row]:
    """Empty when the master does not answer or does not know the facility."""
    path = ("facilities", facility["id"])
    try:
        master = ask_if_up("GET", "registration", *path, auth=current_staff().bearer)
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return []
    return compare(facility, master) if master else []


def _earlier(application: Application) -> list[Application]:
    """The same facility's other applications, newest first."""
    facility = application["facility"]
    query = {"q": facility["institution_code"], "sort": "-submitted_at", "per_page": 100}
    found = ask("GET", "accounts", "applications", params=query, auth=current_staff().bearer)
    return [
        other
        for other in found["items"]
        if other["facility"]["id"] == facility["id"] and other["ref"] != application["ref"]
    ]


def _detail_page(ref: str, conflict: str = "") -> str:
    application = _application(ref)
    return render_template(
        "review/detail.html",
        application=application,
        conflict=conflict,
        rows=_comparison(reviewed_facility(application)),
        earlier=_earlier(application),
        memos=_memos(ref),
        may_review=may_review(),
        documents=_issued(application),
        decisions=[(move, DECISIONS[move]) for move in application["moves"]],
        reason=_no_decision(application),
    )


def _no_decision(application: Application) -> str:
    """Why there is no button; empty if there is one."""
    if not may_review():
        return VIEWER_REASON
    if application["moves"]:
        return ""
    return f"この申請は「{application['state_label']}」のため、行える操作はありません。"


def _confirm_page(application: Application, move: str, form: Form, *, preview: bool = False) -> str:
    return render_template(
        "review/confirm.html",
        application=application,
        move=move,
        decision=DECISIONS[move],
        form=form,
        preview=preview,
        templates=[(name, one.name) for name, one in TEMPLATES.get(move, {}).items()],
        deadline=deadline_in_mail(form.values),
        today=_today(),
    )


def _today() -> str:
    return clock.jst_date(clock.now()).isoformat()
