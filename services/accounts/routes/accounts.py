"""A facility's accounts."""

from __future__ import annotations

from typing import Any

from flask import request

from services.accounts.model.account import Account, Status
from services.accounts.model.refusals import AccountChanged
from services.accounts.routes.requests import STAFF, USER, actor, service
from services.accounts.schemas.accounts import (
    STATUS,
    AccountListSchema,
    AccountSchema,
    NoteSchema,
)
from services.accounts.usecases import accounts
from shared.web.auth import needs
from shared.web.json_body import Blueprint
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
    try:
        return accounts.change_note(
            service(), actor(), account_id, data["note"], seen=data["version"]
        )
    except accounts.NoteConflict as conflict:
        raise AccountChanged(current=AccountSchema().dump(conflict.current)) from conflict


def _status(name: str) -> Status | None:
    """An unknown one filters nothing."""
    return Status.__members__.get(name.upper())
