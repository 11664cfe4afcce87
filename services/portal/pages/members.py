"""ST14: staff members and their roles. For 管理 only; the service refuses everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from services.portal.client import Refusal, ask
from services.portal.forms import SHOWN_ON_THE_FORM, Form, posted, refused
from services.portal.session import current_staff, needs_staff

pages = Blueprint("members", __name__, url_prefix="/staff/settings/members")

ROLES = {
    "viewer": "参照（見るだけ）",
    "reviewer": "審査（申請の審査と利用者の支援）",
    "admin": "管理（すべての操作）",
}
INVITATION = ("email", "name", "role")
OWN = "自分の役割や状態は変更できません。ほかの管理の職員に依頼してください。"


@dataclass(frozen=True)
class Move:
    """A decision about a member: `states` in which it can be taken, `effect` told before it."""

    button: str
    confirm: str
    effect: str
    done: str
    states: tuple[str, ...]


MOVES = {
    "role": Move(
        "役割を変更する",
        "役割の変更を確定する",
        "新しい役割は、1分以内に有効になります。",
        "役割を変更しました。",
        ("invited", "active", "suspended"),
    ),
    "suspend": Move(
        "利用を停止する",
        "利用の停止を確定する",
        "この職員はただちにログアウトし、再開するまでログインできません。",
        "利用を停止しました。",
        ("invited", "active"),
    ),
    "resume": Move(
        "利用を再開する",
        "利用の再開を確定する",
        "この職員は、もう一度ログインできるようになります。",
        "利用を再開しました。",
        ("suspended",),
    ),
    "enrolment": Move(
        "登録用URLを発行し直す",
        "登録用URLの発行を確定する",
        "この職員のパスワードと認証アプリの登録を取り消し、ログアウトさせます。"
        "新しい登録用URLを次の画面に一度だけ表示します。",
        "",
        ("invited", "active"),
    ),
}
ANY_MOVE = f"/<id>/<any({','.join(MOVES)}):move>"


@pages.get("")
@needs_staff
def members() -> str:
    return render_template("members/list.html", members=_staff("GET")["items"])


@pages.get("/new")
@needs_staff
def invitation() -> str:
    _staff("GET")
    return _invitation_page(Form())


@pages.post("/new")
@needs_staff
def invite() -> Any:
    try:
        invited = _staff("POST", json=posted(*INVITATION))
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _invitation_page(refused(refusal, INVITATION)), refusal.status
    return render_template("members/link.html", member=invited["staff"], link=invited["link"])


@pages.get("/<id>")
@needs_staff
def member(id: str) -> str:
    return _member_page(_staff("GET", id))


@pages.post("/<id>")
@needs_staff
def rename(id: str) -> Any:
    try:
        _staff("PATCH", id, json=posted("name", "version"))
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _member_page(_staff("GET", id), refused(refusal)), refusal.status
    flash("氏名を変更しました。")
    return redirect(url_for(".member", id=id), 303)


@pages.get(ANY_MOVE)
@needs_staff
def confirm(id: str, move: str) -> Any:
    found = _staff("GET", id)
    if move not in _open_moves(found):
        return redirect(url_for(".member", id=id), 303)
    return _confirm_page(found, move, Form({"role": found["role"]}))


@pages.post(ANY_MOVE)
@needs_staff
def decide(id: str, move: str) -> Any:
    names = ("reason", "version", *(("role",) if move == "role" else ()))
    try:
        answer = _staff("POST", id, move, json=posted(*names))
    except Refusal as refusal:
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _confirm_page(_staff("GET", id), move, refused(refusal, names)), refusal.status
    if move == "enrolment":
        return render_template("members/link.html", member=answer["staff"], link=answer["link"])
    flash(MOVES[move].done)
    return redirect(url_for(".member", id=id), 303)


def _staff(method: str, *path: str, **options: Any) -> Any:
    auth = current_staff().bearer
    return ask(method, "registration", "staff", *path, auth=auth, **options)


def _open_moves(member: dict[str, Any]) -> list[str]:
    if member["id"] == current_staff().profile["id"]:
        return []
    return [name for name, move in MOVES.items() if member["state"] in move.states]


def _invitation_page(form: Form) -> str:
    return render_template("members/new.html", form=form, roles=ROLES.items())


def _member_page(member: dict[str, Any], form: Form | None = None) -> str:
    return render_template(
        "members/detail.html",
        member=member,
        form=form or Form({"name": member["own_name"]}),
        moves=[(name, MOVES[name]) for name in _open_moves(member)],
        own=OWN if member["id"] == current_staff().profile["id"] else "",
        roles=ROLES,
    )


def _confirm_page(member: dict[str, Any], name: str, form: Form) -> str:
    return render_template(
        "members/confirm.html",
        member=member,
        name=name,
        move=MOVES[name],
        form=form,
        roles=ROLES,
    )
