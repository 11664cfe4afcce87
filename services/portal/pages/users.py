"""ST7: helping the people who registered, without ever seeing a password."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.portal.client import Refusal, ask, ask_if_up
from services.portal.forms import Form, posted, refused
from services.portal.institutions import KINDS
from services.portal.lists import page_of
from services.portal.pages.staff import VIEWER_REASON, may_review
from services.portal.session import current_staff, needs_staff

pages = Blueprint("users", __name__, url_prefix="/staff/users")

STATES = {"pending": "登録手続き中", "active": "有効", "suspended": "停止"}
LOCKED = "ロック中"


class Act(NamedTuple):
    """A button, what it does and what is said afterwards; `states` in which it can be pressed."""

    button: str
    explained: str
    done: str
    states: tuple[str, ...]
    needs_reason: bool = True


ACTS = {
    "resend": Act(
        "確認メールを再送する",
        "新しい確認メールを送ります。以前のメールのURLは使えなくなります。",
        "確認メールを再送しました。",
        ("pending",),
        needs_reason=False,
    ),
    "unlock": Act(
        "ロックを解除する",
        "ログインの失敗の回数を取り消します。利用者は、すぐにログインできます。",
        "ロックを解除しました。",
        (LOCKED,),
    ),
    "reset": Act(
        "パスワード再設定メールを送る",
        "利用者にパスワード再設定用のURLを送ります。"
        "いまのパスワードは、利用者が変更するまで使えます。",
        "パスワード再設定メールの送信を受け付けました。",
        ("active",),
    ),
    "logout": Act(
        "すべての端末をログアウトさせる",
        "この利用者がログインしているすべての端末を、すぐにログアウトさせます。",
        "すべての端末をログアウトさせました。",
        ("active",),
    ),
    "suspend": Act(
        "利用を停止する",
        "すべての端末をすぐにログアウトさせ、再開するまでログインできないようにします。",
        "利用を停止しました。",
        ("active",),
    ),
    "resume": Act(
        "利用を再開する",
        "この利用者が、もう一度ログインできるようにします。",
        "利用を再開しました。",
        ("suspended",),
    ),
}
ANY_ACT = f"/<user_id>/<any({','.join(ACTS)}):act>"


@pages.get("")
@needs_staff
def search() -> str:
    q, auth = request.args.get("q", ""), current_staff().bearer
    query = {"q": q}
    found = ask("GET", "registration", "users", params=query, auth=auth)["items"] if q else []
    return _show("users/list.html", listing=page_of(found, query))


@pages.get("/<user_id>")
@needs_staff
def detail(user_id: str) -> str:
    user = _user(user_id)
    acts = [(name, act) for name, act in ACTS.items() if _states(user) & set(act.states)]
    joined = {"mails": _mails(user["email"]), "deeds": _deeds(user_id)}
    return _show("users/detail.html", user=user, acts=acts, **joined)


@pages.get(ANY_ACT)
@needs_staff
def confirm(user_id: str, act: str) -> Any:
    user = _user(user_id)
    if not may_review() or not _states(user) & set(ACTS[act].states):
        return redirect(url_for(".detail", user_id=user_id), 303)
    return _confirm_page(user, act, Form())


@pages.post(ANY_ACT)
@needs_staff
def carry_out(user_id: str, act: str) -> Any:
    told = posted("reason") if ACTS[act].needs_reason else {}
    try:
        ask("POST", "registration", "users", user_id, act, json=told, auth=current_staff().bearer)
    except Refusal as refusal:
        if refusal.status == 422:
            return _confirm_page(_user(user_id), act, refused(refusal)), 422
        if refusal.status not in (409, 429):
            raise
        flash(refusal.detail, "warning")
    else:
        flash(ACTS[act].done)
    return redirect(url_for(".detail", user_id=user_id), 303)


def _states(user: dict[str, Any]) -> set[str]:
    return {user["state"]} | ({LOCKED} if user["locked_until"] else set())


def _user(user_id: str) -> dict[str, Any]:
    return ask("GET", "registration", "users", user_id, auth=current_staff().bearer)


def _mails(email: str) -> list[dict[str, Any]] | None:
    """The newest to this address; None while the notifier is away."""
    query, auth = {"q": email, "sort": "-created_at"}, current_staff().bearer
    found = ask_if_up("GET", "notifier", "messages", params=query, auth=auth)
    return found["items"] if found else None


def _deeds(user_id: str) -> list[dict[str, Any]]:
    """What staff did for this user; only administrators may read the audit."""
    if current_staff().profile["role"] != "admin":
        return []
    query, auth = {"target": user_id}, current_staff().bearer
    return ask("GET", "registration", "audit", params=query, auth=auth)["items"]


def _confirm_page(user: dict[str, Any], act: str, form: Form) -> str:
    return _show("users/confirm.html", user=user, name=act, act=ACTS[act], form=form)


def _show(template: str, **values: Any) -> str:
    words = {"states": STATES, "institutions": KINDS, "viewer_reason": VIEWER_REASON}
    return render_template(template, may_review=may_review(), **words, **values)
