"""ST11: accounts as staff see them. Every change is confirmed on a page of its own, with a reason;
what an account's sheet says is never shown to staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from services.portal.client import Refusal, ask, ask_if_up
from services.portal.forms import Form, form_id, posted, refused
from services.portal.lists import listing
from services.portal.pages.staff import VIEWER_REASON, may_review
from services.portal.session import current_staff, needs_staff

pages = Blueprint("staff_accounts", __name__, url_prefix="/staff/accounts")

FILTERS = ("q", "status", "facility_id")
COLUMNS = (
    ("id", "アカウントID"),
    ("", "施設名"),
    ("status", "ステータス"),
    ("started_on", "利用開始年月日"),
    ("ended_on", "利用終了年月日"),
    ("suspended_on", "利用停止年月日"),
)
STATUSES = (
    ("", "すべて"),
    ("active", "利用可"),
    ("suspended", "利用停止"),
    ("ended", "利用終了"),
)


@dataclass(frozen=True)
class Move:
    """What staff can do with an account, in the words of the button, and what follows from it."""

    button: str
    confirm: str
    heading: str
    done: str
    effects: tuple[str, ...]


MOVES = {
    "suspend": Move(
        button="利用を停止する",
        confirm="停止を確定する",
        heading="このアカウントの利用を停止しますか",
        done="利用を停止しました。",
        effects=(
            "このアカウントでの端末の初期登録は、すぐにできなくなります。",
            "あとで「再開する」を押すと、元に戻せます。",
        ),
    ),
    "resume": Move(
        button="再開する",
        confirm="再開を確定する",
        heading="このアカウントの利用を再開しますか",
        done="利用を再開しました。",
        effects=("パスワードとアクティベーションコードは、停止する前のものを使えます。",),
    ),
    "reissue": Move(
        button="設定情報を再発行する",
        confirm="再発行を確定する",
        heading="このアカウントの設定情報を再発行しますか",
        done="設定情報を再発行しました。PDFができると、利用者にメールでお知らせします。",
        effects=(
            "これまでのパスワードとアクティベーションコードは、すぐに使えなくなります。",
            "登録済みの端末は登録がなくなり、初期登録をもう一度行う必要があります。",
            "新しいPDFができると、利用者にメールを送ります。再発行は取り消せません。",
        ),
    ),
}
ANY_MOVE = f"/<account_id>/<any({','.join(MOVES)}):move>"


@pages.get("")
@needs_staff
def accounts() -> str:
    auth = current_staff().bearer
    found = listing("accounts", "accounts", auth, filters=FILTERS, sort="id")
    return render_template(
        "staff_accounts/list.html", listing=found, columns=COLUMNS, statuses=STATUSES
    )


@pages.get("/<account_id>")
@needs_staff
def detail(account_id: str) -> str:
    return _detail_page(account_id)


@pages.get(ANY_MOVE)
@needs_staff
def confirm(account_id: str, move: str) -> Any:
    if move not in _history(account_id)["moves"]:
        return redirect(url_for(".detail", account_id=account_id), 303)
    return _confirm_page(account_id, move, Form())


@pages.post(ANY_MOVE)
@needs_staff
def decide(account_id: str, move: str) -> Any:
    told, path = posted("reason", "version"), ("accounts", account_id, move)
    auth = current_staff().bearer
    try:
        ask("POST", "accounts", *path, json=told, auth=auth, form_id=form_id())
    except Refusal as refusal:
        if refusal.status == 409:
            return _detail_page(account_id, conflict=refusal.detail), 409
        if refusal.status != 422:
            raise
        return _confirm_page(account_id, move, refused(refusal)), 422
    flash(MOVES[move].done)
    return redirect(url_for(".detail", account_id=account_id), 303)


def _account(account_id: str) -> dict[str, Any]:
    return ask("GET", "accounts", "accounts", account_id, auth=current_staff().bearer)


def _history(account_id: str) -> dict[str, Any]:
    path = ("accounts", account_id, "history")
    return ask("GET", "accounts", *path, auth=current_staff().bearer)


def _sheets(account_id: str) -> list[dict[str, Any]] | None:
    """Every version, the newest first; None while documents is away."""
    query = {"account_id": account_id}
    found = ask_if_up("GET", "documents", "documents", params=query, auth=current_staff().bearer)
    return found and sorted(found["items"], key=lambda sheet: -sheet["version"])


def _detail_page(account_id: str, conflict: str = "") -> str:
    history = _history(account_id)
    return render_template(
        "staff_accounts/detail.html",
        account=_account(account_id),
        lines=history["lines"],
        moves=[(name, MOVES[name]) for name in history["moves"]],
        sheets=_sheets(account_id),
        conflict=conflict,
        reason="" if may_review() else VIEWER_REASON,
    )


def _confirm_page(account_id: str, move: str, form: Form) -> str:
    return render_template(
        "staff_accounts/confirm.html",
        account=_account(account_id),
        name=move,
        move=MOVES[move],
        form=form,
    )
