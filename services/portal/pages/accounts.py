"""A2, A3: one account, its note, its sheet as PDF and as words on the screen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for

from services.portal.client import Refusal, ask, ask_if_up, call
from services.portal.forms import Form, complaint, refused
from services.portal.session import current_user, needs_recent_password, needs_user
from services.portal.spelling import grouped, spelled
from shared import clock

pages = Blueprint("accounts", __name__, url_prefix="/services/myna/accounts")

LONGEST_MAKING = timedelta(days=1)

Account = dict[str, Any]


@pages.get("/<account_id>")
@needs_user
def detail(account_id: str) -> str:
    account = _account(account_id)
    return _detail_page(account, Form({"note": account["note"]}))


@pages.post("/<account_id>")
@needs_user
def save_note(account_id: str) -> Any:
    changes = {name: request.form.get(name, "") for name in ("note", "version")}
    auth = current_user().bearer
    try:
        ask("PATCH", "accounts", "accounts", account_id, json=changes, auth=auth)
    except Refusal as refusal:
        if refusal.code == "version_conflict":
            return _overtaken(refusal), 409
        if refusal.status not in (409, 422):
            raise
        return _detail_page(_account(account_id), refused(refusal)), refusal.status
    flash("備考を保存しました。")
    return redirect(url_for(".detail", account_id=account_id), 303)


@pages.get("/<account_id>/attachment")
@needs_recent_password(back="accounts.detail")
def attachment(account_id: str) -> Any:
    document = _document(account_id)
    if document is None:
        return redirect(url_for(".detail", account_id=account_id), 303)
    path = ("documents", document["id"], "content")
    pdf = call("GET", "documents", *path, auth=current_user().bearer)
    response = Response(pdf.content, content_type="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=document["file_name"])
    return response


@pages.get("/<account_id>/setup")
@needs_user
def nothing_to_show(account_id: str) -> Any:
    return redirect(url_for(".detail", account_id=account_id), 303)


@pages.post("/<account_id>/setup")
@needs_recent_password(back="accounts.detail")
def setup(account_id: str) -> Any:
    document = _document(account_id)
    if document is None:
        return redirect(url_for(".detail", account_id=account_id), 303)
    path = ("documents", document["id"], "credentials")
    values = ask("POST", "documents", *path, auth=current_user().bearer)
    return render_template(
        "accounts/setup.html",
        account_id=account_id,
        rows=_rows(values),
    )


def _rows(values: dict[str, str]) -> list[tuple[str, str, str]]:
    """(name, as printed, read aloud if it is a code), in the order of the sheet."""
    code = values["activation_code"].replace("-", "")
    return [
        ("機関コード", values["institution_code"], spelled(values["institution_code"])),
        ("機関名", values["institution_name"], ""),
        ("ID", values["account_id"], spelled(values["account_id"])),
        ("パスワード", values["password"], spelled(values["password"])),
        ("アクティベーションコード", grouped(code), spelled(code)),
    ]


def _overtaken(refusal: Refusal) -> str:
    """What was typed stays; the next 保存 is about the account as it is now."""
    return _detail_page(refusal.extra["current"], complaint("note", refusal.detail), overtaken=True)


def _account(account_id: str) -> Account:
    return ask("GET", "accounts", "accounts", account_id, auth=current_user().bearer)


def _document(account_id: str) -> dict[str, Any] | None:
    """The account's valid sheet; None as long as it is being made."""
    account, query = _account(account_id), {"account_id": account_id}
    found = ask("GET", "documents", "documents", params=query, auth=current_user().bearer)
    return _valid(account, found)


def _valid(account: Account, found: dict[str, Any]) -> dict[str, Any] | None:
    """The sheet of the latest issue of the account's credentials."""
    sheets = found["items"]
    return next((sheet for sheet in sheets if sheet["version"] == account["issue"]), None)


def _attachment(account: Account) -> tuple[dict[str, Any] | None, str]:
    """The sheet, or in a word why there is none: the rest of the page does without."""
    query = {"account_id": account["id"]}
    found = ask_if_up("GET", "documents", "documents", params=query, auth=current_user().bearer)
    if found is None:
        return None, "unknown"
    age = clock.jst_date(clock.now()) - date.fromisoformat(account["issued_on"])
    return _valid(account, found), "making" if age <= LONGEST_MAKING else "failed"


def _detail_page(account: Account, form: Form, *, overtaken: bool = False) -> str:
    document, why_not = _attachment(account)
    return render_template(
        "accounts/detail.html",
        account=account,
        form=form,
        overtaken=overtaken,
        document=document,
        why_not=why_not,
        confirmed="confirmed" in request.args,
        back=session.get("accounts_list", url_for("account_list.accounts")),
        user=current_user(),
    )
