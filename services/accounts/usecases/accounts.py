"""What facilities and staff do with accounts."""

from __future__ import annotations

from collections.abc import Callable

from services.accounts.model.account import Account
from services.accounts.model.account_parts import Status
from services.accounts.model.actor import Actor
from services.accounts.model.parts import Request
from services.accounts.model.refusals import UnknownAccount
from services.accounts.usecases.ports import Page, Service, WantedAccounts


class Overtaken(Exception):
    """The account was changed since; `current` is what it is now."""

    def __init__(self, current: Account) -> None:
        super().__init__(current.id)
        self.current = current


def wanted_accounts(
    actor: Actor, *, facility_id: str, status: Status | None, release_requested: bool, q: str
) -> WantedAccounts:
    """Users: of all their facilities, or of the one asked for; raises UnknownFacility."""
    if actor.is_staff:
        facility_ids = (facility_id,) if facility_id else None
    else:
        facility_ids = (actor.facility(facility_id).id,) if facility_id else actor.facility_ids
    return WantedAccounts(facility_ids, status, release_requested, q)


def list_accounts(
    service: Service, page: Page, wanted: WantedAccounts
) -> tuple[list[Account], int]:
    """Staff, who may look at all, find nothing before they say what they look for."""
    if wanted.facility_ids is None and not wanted.q:
        return [], 0
    return service.accounts.page(page, wanted)


def get_account(service: Service, actor: Actor, account_id: str) -> Account:
    """Raises UnknownAccount also for another facility's."""
    account = service.accounts.get(account_id)
    if account is None or not actor.may_see(account.facility):
        raise UnknownAccount
    return account


def change_account(
    service: Service,
    actor: Actor,
    account_id: str,
    change: Callable[[Account], Account],
    *,
    seen: int | None,
    request: Request | None = None,
) -> Account:
    """`seen` is the version it was decided on, None where any will do. A form that was answered
    before gets the present account. Raises Overtaken."""
    while True:
        account = get_account(service, actor, account_id)
        if account.answers(request):
            return account
        if seen not in (None, account.version):
            raise Overtaken(account)
        changed = change(account).remember(request)
        if service.accounts.save(account, changed):
            return changed


def change_note(
    service: Service, actor: Actor, account_id: str, note: str, *, seen: int
) -> Account:
    return change_account(
        service, actor, account_id, lambda account: account.with_note(note), seen=seen
    )


def suspend_account(
    service: Service,
    actor: Actor,
    account_id: str,
    reason: str,
    *,
    seen: int | None,
    request: Request | None = None,
) -> Account:
    def change(account: Account) -> Account:
        return account.suspend(reason, actor, service.now())

    return change_account(service, actor, account_id, change, seen=seen, request=request)


def resume_account(
    service: Service,
    actor: Actor,
    account_id: str,
    reason: str,
    *,
    seen: int | None,
    request: Request | None = None,
) -> Account:
    def change(account: Account) -> Account:
        return account.resume(reason, actor, service.now())

    return change_account(service, actor, account_id, change, seen=seen, request=request)
