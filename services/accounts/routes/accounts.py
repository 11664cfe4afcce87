"""A facility's accounts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, request

from services.accounts.model.account import Account
from services.accounts.model.account_parts import Status, open_account_moves
from services.accounts.model.refusals import AccountChanged
from services.accounts.routes.requests import REVIEWERS, STAFF, USER, actor, form, service
from services.accounts.schemas import account_csv
from services.accounts.schemas.accounts import (
    STATUS,
    AccountIdsSchema,
    AccountListSchema,
    AccountMoveSchema,
    AccountSchema,
    HistorySchema,
    NoteSchema,
)
from services.accounts.usecases import accounts, reissue
from services.accounts.usecases.ports import WantedAccounts
from shared.web.audit import audited
from shared.web.auth import needs
from shared.web.csv_file import csv_file
from shared.web.json_body import Blueprint
from shared.web.openapi import repeatable
from shared.web.paging import describes_list, page_body, page_from_query

blueprint = Blueprint("accounts", __name__)
COLUMNS = ("id", "note", "status", "started_on", "ended_on", "suspended_on")
YES = "yes"
FILTERS = {"status": STATUS["enum"], "release_requested": (YES,), "facility_id": ()}
Data = dict[str, Any]


@blueprint.get("/accounts")
@describes_list(COLUMNS, **FILTERS)
@needs(*USER, *STAFF)
@blueprint.response(200, AccountListSchema)
def list_accounts() -> Data:
    """Users see those of their facilities; staff search with facility_id or q."""
    page = page_from_query(COLUMNS, "status")
    found, total = accounts.list_accounts(service(), page, _wanted(page.q))
    return page_body(found, page, total)


@blueprint.get("/accounts.csv")
@describes_list(COLUMNS, **FILTERS)
@needs(*USER)
@blueprint.response(200, {"type": "string"}, content_type="text/csv")
def download_accounts() -> Response:
    """The list as a file: the same columns, filters and order, all of its pages."""
    page = page_from_query(COLUMNS, "status")
    found = service().accounts.every(page, _wanted(page.q))
    return csv_file("accounts.csv", account_csv.HEAD, map(account_csv.row, found))


@blueprint.get("/accounts/ids")
@describes_list(COLUMNS, **FILTERS)
@needs(*USER)
@blueprint.response(200, AccountIdsSchema)
def list_ids() -> Data:
    """Of every account the list's filters let through."""
    return {"ids": service().accounts.ids(_wanted(page_from_query(COLUMNS, "id").q))}


@blueprint.get("/accounts/<account_id>")
@needs(*USER, *STAFF)
@blueprint.response(200, AccountSchema)
def show_account(account_id: str) -> Account:
    return accounts.get_account(service(), actor(), account_id)


@blueprint.patch("/accounts/<account_id>")
@needs(*USER)
@blueprint.arguments(NoteSchema)
@blueprint.response(200, AccountSchema)
def change_note(data: Data, account_id: str) -> Account:
    with _winner_shown():
        return accounts.change_note(
            service(), actor(), account_id, data["note"], seen=data["version"]
        )


@blueprint.post("/accounts/<account_id>/suspend")
@audited("account.suspend", "利用の停止", "account")
@repeatable
@needs(*REVIEWERS)
@blueprint.arguments(AccountMoveSchema)
@blueprint.response(200, AccountSchema)
def suspend_account(data: Data, account_id: str) -> Account:
    with _winner_shown():
        return accounts.suspend_account(service(), actor(), account_id, **_decision(data))


@blueprint.post("/accounts/<account_id>/resume")
@audited("account.resume", "利用の再開", "account")
@repeatable
@needs(*REVIEWERS)
@blueprint.arguments(AccountMoveSchema)
@blueprint.response(200, AccountSchema)
def resume_account(data: Data, account_id: str) -> Account:
    with _winner_shown():
        return accounts.resume_account(service(), actor(), account_id, **_decision(data))


@blueprint.post("/accounts/<account_id>/reissue")
@audited("account.reissue", "設定情報の再発行", "account")
@repeatable
@needs(*REVIEWERS)
@blueprint.arguments(AccountMoveSchema)
@blueprint.response(200, AccountSchema)
def reissue_credentials(data: Data, account_id: str) -> Account:
    """A new password and code, for the owner only; the old ones are refused at once."""
    with _winner_shown():
        return reissue.reissue_credentials(service(), actor(), account_id, **_decision(data))


@blueprint.get("/accounts/<account_id>/history")
@needs(*STAFF)
@blueprint.response(200, HistorySchema)
def show_history(account_id: str) -> Data:
    """What happened to it, and what the caller may do now."""
    who = actor()
    account = accounts.get_account(service(), who, account_id)
    moves = open_account_moves(account.status) if who.role in REVIEWERS else []
    return {"lines": account.history, "moves": moves}


def _decision(data: Data) -> Data:
    return {"reason": data["reason"], "seen": data["version"], "request": form()}


@contextmanager
def _winner_shown() -> Iterator[None]:
    """Whoever was too late gets the account as it is now."""
    try:
        yield
    except accounts.Overtaken as overtaken:
        raise AccountChanged(current=AccountSchema().dump(overtaken.current)) from overtaken


def _wanted(q: str) -> WantedAccounts:
    return accounts.wanted_accounts(
        actor(),
        facility_id=request.args.get("facility_id", ""),
        status=_status(request.args.get("status", "")),
        release_requested=request.args.get("release_requested") == YES,
        q=q,
    )


def _status(name: str) -> Status | None:
    """An unknown one filters nothing."""
    return Status.__members__.get(name.upper())
