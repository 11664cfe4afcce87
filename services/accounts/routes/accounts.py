"""A facility's accounts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import request

from services.accounts.model.account import Account
from services.accounts.model.account_parts import Status
from services.accounts.model.refusals import AccountChanged
from services.accounts.routes.requests import REVIEWERS, STAFF, USER, actor, form, service
from services.accounts.schemas.accounts import (
    STATUS,
    AccountListSchema,
    AccountMoveSchema,
    AccountSchema,
    NoteSchema,
)
from services.accounts.usecases import accounts
from shared.web.audit import audited
from shared.web.auth import needs
from shared.web.json_body import Blueprint
from shared.web.openapi import repeatable
from shared.web.paging import describes_list, page_body, page_from_query

blueprint = Blueprint("accounts", __name__)
COLUMNS = ("id", "note", "status", "started_on", "ended_on", "suspended_on")
Data = dict[str, Any]


@blueprint.get("/accounts")
@describes_list(COLUMNS, status=STATUS["enum"], facility_id=())
@needs(*USER)
@blueprint.response(200, AccountListSchema)
def list_accounts() -> Data:
    page = page_from_query(COLUMNS, "status")
    found, total = accounts.list_accounts(
        service(),
        actor(),
        page,
        facility_id=request.args.get("facility_id", ""),
        status=_status(request.args.get("status", "")),
    )
    return page_body(found, page, total)


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


def _decision(data: Data) -> Data:
    return {"reason": data["reason"], "seen": data["version"], "request": form()}


@contextmanager
def _winner_shown() -> Iterator[None]:
    """Whoever was too late gets the account as it is now."""
    try:
        yield
    except accounts.Overtaken as overtaken:
        raise AccountChanged(current=AccountSchema().dump(overtaken.current)) from overtaken


def _status(name: str) -> Status | None:
    """An unknown one filters nothing."""
    return Status.__members__.get(name.upper())
