"""Terminals set themselves up here. They have no session: the printed sheet is their proof."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app

from services.accounts.model.credentials import SheetValues
from services.accounts.model.refusals import PasswordMismatch
from services.accounts.routes.limits import SourceLimit
from services.accounts.routes.requests import service
from services.accounts.schemas.terminals import (
    ActivatedSchema,
    ActivationSchema,
    CheckedSchema,
    SheetSchema,
)
from services.accounts.usecases import terminals
from services.accounts.usecases.terminals import Activation
from shared.web.app import client_address
from shared.web.json_body import Blueprint

blueprint = Blueprint("terminals", __name__)
Data = dict[str, Any]


@blueprint.post("/terminals/check")
@blueprint.arguments(SheetSchema)
@blueprint.response(200, CheckedSchema)
def check_sheet(values: SheetValues) -> Data:
    with _misses_counted():
        account, ticket = terminals.check_sheet(service(), values)
    return {"facility": account.facility, "id": account.id, "ticket": ticket}


@blueprint.post("/terminals")
@blueprint.arguments(ActivationSchema)
@blueprint.response(201, ActivatedSchema)
@blueprint.alt_response(200, schema=ActivatedSchema, description="The same terminal again")
def activate_terminal(data: Data) -> tuple[Activation, int]:
    terminal = data["terminal"]
    named = {"terminal": terminal["fingerprint"], "name": terminal["name"]}
    with _misses_counted():
        if data["ticket"]:
            done = terminals.activate_by_ticket(service(), data["ticket"], **named)
        else:
            done = terminals.activate_by_sheet(service(), data["values"], **named)
    return done, 201 if done.first else 200


@contextmanager
def _misses_counted() -> Iterator[None]:
    """A wrong institution code, id or password costs the source it came from, nobody else."""
    limit: SourceLimit = current_app.extensions["source_limit"]
    limit.check(client_address())
    try:
        yield
    except PasswordMismatch:
        limit.miss(client_address())
        raise
