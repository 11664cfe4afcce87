"""ST6: notices, questions and manuals written by staff. The service lets 管理 alone do this."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from services.portal.attachments import rows_of, take_in
from services.portal.client import FieldError, Refusal, ask, relayed, stream
from services.portal.editor import KINDS, ORDER, STATES, as_published, shown, standing, written
from services.portal.forms import Form, form_id, posted, refused
from services.portal.lists import listing
from services.portal.session import current_staff, needs_staff
from services.portal.shelf import hosts

pages = Blueprint("publishing", __name__, url_prefix="/staff/notices")

ANY_KIND = f"<any({','.join(KINDS)}):kind>"
OVERTAKEN = "ほかの職員がこの文章を更新しました。入力した内容を確認し、画面を開き直してください"


@pages.get("")
@needs_staff
def index() -> str:
    auth = current_staff().bearer
    found = listing("registration", "publications", auth, filters=("kind", "state"), sort="")
    return render_template(
        "publishing/list.html",
        listing=found,
        kinds=KINDS,
        kind_options=[("", "すべて"), *((name, kind.label) for name, kind in KINDS.items())],
        states=[("", "すべて"), *STATES.items()],
        standing=standing,
    )


@pages.get(f"/new/{ANY_KIND}")
@needs_staff
def begin(kind: str) -> str:
    _list_to_check_the_role()
    return _editor(kind, Form())


@pages.post(f"/new/{ANY_KIND}")
@needs_staff
def save_new(kind: str) -> Any:
    return _save(kind, None)


@pages.get("/<id>")
@needs_staff
def edit(id: str) -> str:
    text = _text(id)
    return _editor(text["kind"], Form(shown(text["draft"])), text)


@pages.post("/<id>")
@needs_staff
def save(id: str) -> Any:
    text = _text(id)
    return _save(text["kind"], text)


@pages.get("/files/<name>")
@needs_staff
def file(name: str) -> Response:
    """As long as it is kept, whether published or not."""
    path = ("publications", "files", name, "content")
    return relayed(stream("GET", "registration", *path, auth=current_staff().bearer))


@pages.get("/<id>/publish")
@needs_staff
def confirm_publishing(id: str) -> Any:
    text = _text(id)
    composed, errors = as_published(text["kind"], text["draft"], hosts())
    if errors:
        return _editor(text["kind"], Form(shown(text["draft"]), errors), text), 422
    sizes = {each["file"]: each["bytes"] for each in text["draft"]["attachments"]}
    return _page("publishing/publish.html", text, composed=composed, sizes=sizes)


@pages.post("/<id>/publish")
@needs_staff
def publish(id: str) -> Any:
    return _move(id, "publish", {}, "公開しました。", confirm_publishing)


@pages.get("/<id>/withdraw")
@needs_staff
def confirm_withdrawal(id: str) -> Any:
    text = _text(id)
    if text["state"] != "published":
        return redirect(url_for(".edit", id=id), 303)
    return _page("publishing/withdraw.html", text, form=Form())


@pages.post("/<id>/withdraw")
@needs_staff
def withdraw(id: str) -> Any:
    return _move(id, "withdraw", posted("reason"), "掲載を終了しました。", _withdrawal_refused)


def _save(kind: str, text: dict[str, Any] | None) -> Any:
    """A draft may be unfinished; who wants to publish hears what is missing first."""
    typed, complaints = take_in()
    told, action = written(kind, typed), request.form.get("action", "")
    if complaints or action == "attach":
        return _editor(kind, Form(typed, complaints), text), 422 if complaints else 200
    composed, errors = as_published(kind, told, hosts())
    if action == "preview" or (action == "publish" and errors):
        return _editor(kind, Form(typed, errors), text, composed), 422 if errors else 200
    try:
        stored = _store(kind, told, text)
    except Refusal as refusal:
        return _not_saved(refusal, kind, typed, text)
    if action == "publish":
        return redirect(url_for(".confirm_publishing", id=stored["id"]), 303)
    flash("下書きを保存しました。")
    return redirect(url_for(".edit", id=stored["id"]), 303)


def _store(kind: str, told: dict[str, Any], text: dict[str, Any] | None) -> dict[str, Any]:
    auth = current_staff().bearer
    if text is None:
        body = {"kind": kind, **told}
        return ask("POST", "registration", "publications", json=body, auth=auth, form_id=form_id())
    body = {**told, **posted("version")}
    return ask("PATCH", "registration", "publications", text["id"], json=body, auth=auth)


def _not_saved(
    refusal: Refusal, kind: str, typed: dict[str, str], text: dict[str, Any] | None
) -> Any:
    if refusal.status == 409:
        return _editor(kind, Form(typed, (FieldError("", OVERTAKEN),)), text), 409
    if refusal.status != 422:
        raise refusal
    named = tuple(
        FieldError(error.field.removeprefix("front."), error.message) for error in refusal.errors
    )
    plain = Refusal(422, refusal.code, refusal.detail, named)
    return _editor(kind, Form(typed, refused(plain, ORDER).errors), text), 422


def _move(id: str, move: str, told: dict[str, str], done: str, again: Any) -> Any:
    path, body = ("publications", id, move), {**told, **posted("version")}
    try:
        ask("POST", "registration", *path, json=body, auth=current_staff().bearer)
    except Refusal as refusal:
        if refusal.status == 422:
            return again(id) if move == "publish" else again(id, refusal)
        if refusal.status != 409:
            raise
        flash(refusal.detail, "warning")
        return redirect(url_for(".edit", id=id), 303)
    flash(done)
    return redirect(url_for(".edit", id=id), 303)


def _withdrawal_refused(id: str, refusal: Refusal) -> Any:
    return _page("publishing/withdraw.html", _text(id), form=refused(refusal)), 422


def _text(id: str) -> dict[str, Any]:
    return ask("GET", "registration", "publications", id, auth=current_staff().bearer)


def _list_to_check_the_role() -> None:
    ask("GET", "registration", "publications", auth=current_staff().bearer)


def _editor(kind: str, form: Form, text: dict[str, Any] | None = None, composed: Any = None) -> str:
    files = rows_of(form.values)
    return render_template(
        "publishing/edit.html",
        files=files,
        sizes={file.id: file.bytes for file in files},
        kind=kind,
        about=KINDS[kind],
        form=form,
        text=text,
        composed=composed,
        standing=standing,
    )


def _page(template: str, text: dict[str, Any], **values: Any) -> str:
    return render_template(template, text=text, about=KINDS[text["kind"]], **values)
