"""Approving an application, and everything that must follow however often we are killed.

1. `approve_application`: one write: state, the kind's news, fingerprints and mark of new accounts.
2. `create_accounts`: accounts by id, then the mark goes. Safe to run anywhere, any number of times.
3. `publish_documents`: the sheets are readable; the accounts say so.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.accounts.model.account import Account
from services.accounts.model.actor import CLOCK, Actor
from services.accounts.model.application import Application
from services.accounts.model.parts import Happening, Request
from services.accounts.usecases.issuing import FIRST_ISSUE
from services.accounts.usecases.moves import get_application, move
from services.accounts.usecases.ports import Service
from services.accounts.usecases.procedures import PROCEDURES
from services.accounts.usecases.start_dates import open_start_date
from shared import clock
from shared.contracts import StoredSheet
from shared.errors import PermanentError


def complete_application(
    service: Service, actor: Actor, ref: str, *, seen: int, request: Request | None
) -> Application:
    """Decides, then stores the accounts; the worker does the second if we cannot."""
    approve_application(service, actor, ref, seen=seen, request=request)
    create_accounts(service, ref)
    return get_application(service, actor, ref)


def approve_application(
    service: Service, actor: Actor, ref: str, *, seen: int, request: Request | None
) -> Application:
    def change(application: Application) -> Application:
        application.check_move("complete", actor)
        outcome = PROCEDURES[application.kind].approve(service, application)
        return application.complete(outcome, actor, service.now())

    return move(service, actor, ref, change, seen=seen, request=request)


def create_accounts(service: Service, ref: str) -> None:
    application = service.applications.get(ref)
    if application is None or not application.planned_accounts:
        return
    started_on = clock.jst_date(application.updated_at)
    accounts = [
        Account.open(planned, application, started_on) for planned in application.planned_accounts
    ]
    service.accounts.add_missing(accounts)
    open_start_date(service, application)
    service.applications.accounts_created(ref, len(accounts))


def create_marked_accounts(service: Service) -> None:
    for ref in service.applications.refs_to_create():
        create_accounts(service, ref)


def publish_documents(service: Service, ref: str, sheets: Sequence[StoredSheet]) -> None:
    """掲載済み. Raises PermanentError for an application that was never ours."""
    if service.applications.get(ref) is None:
        raise PermanentError(f"no application {ref}")
    create_accounts(service, ref)
    for sheet in sheets:
        service.accounts.publish(sheet.account_id, FIRST_ISSUE, sheet.document_id)
    happening = Happening(service.now(), "publish", "掲載済み", CLOCK.name, staff=False)
    service.applications.documents_ready(ref, len(sheets), happening)
