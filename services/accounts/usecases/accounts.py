"""What a facility does with its accounts."""

from __future__ import annotations

from services.accounts.model.account import Account, Status
from services.accounts.model.actor import Actor
from services.accounts.model.refusals import UnknownAccount
from services.accounts.usecases.ports import Page, Service


class NoteConflict(Exception):
    """The account was changed since; `current` is what it is now."""

    def __init__(self, current: Account) -> None:
        super().__init__(current.id)
        self.current = current


def list_accounts(
    service: Service, actor: Actor, page: Page, *, facility_id: str, status: Status | None
) -> tuple[list[Account], int]:
    """Of all the caller's facilities, or of the one asked for; raises UnknownFacility."""
    wanted = (actor.facility(facility_id).id,) if facility_id else actor.facility_ids
    return service.accounts.page(page, facility_ids=wanted, status=status)


def get_account(service: Service, actor: Actor, account_id: str) -> Account:
    """Raises UnknownAccount also for another facility's."""
    account = service.accounts.get(account_id)
    if account is None or not actor.may_see(account.facility):
        raise UnknownAccount
    return account


def change_note(
    service: Service, actor: Actor, account_id: str, note: str, *, seen: int
) -> Account:
    """Raises NoteConflict when `seen` is not the present version."""
    while True:
        account = get_account(service, actor, account_id)
        if account.version != seen:
            raise NoteConflict(account)
        changed = account.with_note(note)
        if service.accounts.save(account, changed):
            return changed
