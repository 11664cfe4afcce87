"""ST5: a list of facilities becomes the master: sent, checked, confirmed, applied."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for

from services.portal.client import FieldError, Refusal, ask, call
from services.portal.forms import Form, complaint, form_id, refused
from services.portal.pages.facilities import show
from services.portal.session import current_staff, needs_staff

pages = Blueprint("facility_import", __name__, url_prefix="/staff/facilities/import")

MODES = {
    "update": "追加・更新（ファイルにない施術所は、そのままにします）",
    "whole": "全件（ファイルにない施術所は、無効にします）",
}
STATES = {
    "waiting": "確認中",
    "checked": "確認済み",
    "confirmed": "取り込み中",
    "done": "取り込み済み",
    "refused": "読み取れません",
}
WHAT = {"added": "新規", "changed": "更新", "closed": "無効化"}
COLUMNS = (
    *("kind", "registration_number", "institution_code", "name", "name_kana"),
    *("prefecture", "address", "phone", "status"),
)
NO_FILE = "取り込むCSVファイルを選択してください"
NO_MODE = "取り込みの方法を選択してください"
MANY = "無効になる施術所の数を確認した場合は、チェックを入れてください"


@pages.get("")
@needs_staff
def form() -> str:
    return _form_page(Form())


@pages.post("")
@needs_staff
def upload() -> Any:
    file, mode = request.files.get("file"), request.form.get("mode", "")
    content = file.read() if file and file.filename else b""
    problems = _problems(content, mode)
    if problems:
        return _form_page(Form(request.form, problems)), 422
    query = {"mode": mode, "file_name": file.filename}
    path, auth = ("facility-imports",), current_staff().bearer
    told = {"content": content, "params": query, "form_id": form_id(), "auth": auth}
    try:
        job = ask("POST", "registration", *path, **told)
    except Refusal as refusal:
        if refusal.status not in (413, 422):
            raise
        return _form_page(refused(refusal)), 422
    return redirect(url_for(".progress", import_id=job["id"]), 303)


@pages.get("/<import_id>")
@needs_staff
def progress(import_id: str) -> str:
    return _import_page(import_id, Form())


@pages.post("/<import_id>")
@needs_staff
def confirm(import_id: str) -> Any:
    told = {"many": request.form.get("many") == "yes"}
    path, auth = ("facility-imports", import_id, "confirm"), current_staff().bearer
    try:
        ask("POST", "registration", *path, json=told, auth=auth)
    except Refusal as refusal:
        if refusal.code == "many_would_close":
            return _import_page(import_id, complaint("many", MANY)), 422
        if refusal.status != 409:
            raise
        flash(refusal.detail, "warning")
    return redirect(url_for(".progress", import_id=import_id), 303)


@pages.get("/<import_id>/errors.csv")
@needs_staff
def wrong_lines(import_id: str) -> Response:
    path = ("facility-imports", import_id, "errors.csv")
    file = call("GET", "registration", *path, auth=current_staff().bearer)
    names = ("content-type", "content-disposition")
    return Response(file.content, headers={name: file.headers[name] for name in names})


def _problems(content: bytes, mode: str) -> tuple[FieldError, ...]:
    complaints = {"file": "" if content else NO_FILE, "mode": "" if mode in MODES else NO_MODE}
    return tuple(FieldError(name, text) for name, text in complaints.items() if text)


def _form_page(form: Form) -> str:
    path, auth = ("facility-imports",), current_staff().bearer
    newest = ask("GET", "registration", *path, auth=auth)["items"]
    modes = list(MODES.items())
    return show(
        "facilities/import.html",
        form=form,
        newest=newest,
        modes=modes,
        states=STATES,
        columns=COLUMNS,
    )


def _import_page(import_id: str, form: Form) -> str:
    path, auth = ("facility-imports", import_id), current_staff().bearer
    job = ask("GET", "registration", *path, auth=auth)
    page = {"job": job, "form": form, "mode": MODES[job["mode"]]}
    return show("facilities/import_job.html", **page, states=STATES, what=WHAT)
