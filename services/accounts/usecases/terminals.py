"""Binding a terminal to its account: four values from the sheet, or a ticket that proves them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.accounts.model.account import Account
from services.accounts.model.credentials import SheetValues
from services.accounts.model.refusals import (
    CredentialsMismatch,
    PasswordMismatch,
    TicketExpired,
)
from services.accounts.usecases.fingerprints import (
    device_key,
    fingerprint,
    terminal_fingerprint,
)
from services.accounts.usecases.people import recipient
from services.accounts.usecases.ports import Service
from shared.tokens import mac, same

TICKET_LIFE = timedelta(minutes=10)


@dataclass(frozen=True)
class Activation:
    account: Account
    device_key: str = field(repr=False)
    first: bool = True


def check_sheet(service: Service, values: SheetValues) -> tuple[Account, str]:
    """The account and a ticket for it. Raises CredentialsMismatch, AccountUnusable, Locked."""
    account = _prove(service, values)
    return account, _ticket(service, account)


def activate_by_sheet(
    service: Service, values: SheetValues, terminal: str, name: str
) -> Activation:
    """Raises as check_sheet, and OtherTerminal."""
    return _activate(service, lambda: _prove(service, values), terminal, name)


def activate_by_ticket(service: Service, ticket: str, terminal: str, name: str) -> Activation:
    """Raises TicketExpired, AccountUnusable, OtherTerminal."""
    return _activate(service, lambda: _by_ticket(service, ticket), terminal, name)


def _activate(
    service: Service, prove: Callable[[], Account], terminal: str, name: str
) -> Activation:
    while True:
        account = prove()
        bound = terminal_fingerprint(service.key, account.id, terminal)
        activated = account.register(bound, name, service.now())
        first = activated is not account
        if not first or service.accounts.save(account, activated):
            issued = account.secrets.version
            own_key = device_key(service.key, account.id, issued, terminal)
            return Activation(activated, own_key, first)


def _prove(service: Service, values: SheetValues) -> Account:
    """A wrong code is counted before it is answered, so parallel guesses share one budget."""
    while True:
        account, now = _with_password(service, values), service.now()
        account.check_usable()
        account.check_unlocked(now)
        right = account.has_code(_fingerprint(service, account, "activation_code", values))
        if right:
            judged = account.right_code()
        else:
            judged = account.wrong_code(recipient(service, account.applicant), now)
        if judged is account or service.accounts.save(account, judged):
            if right:
                return judged
            judged.check_unlocked(now)
            raise CredentialsMismatch


def _with_password(service: Service, values: SheetValues) -> Account:
    account = service.accounts.get(values.account_id)
    if (
        account is None
        or not same(account.facility.institution_code, values.institution_code)
        or not account.has_password(_fingerprint(service, account, "password", values))
    ):
        raise PasswordMismatch
    return account


def _fingerprint(service: Service, account: Account, name: str, values: SheetValues) -> str:
    version, value = account.secrets.version, getattr(values, name)
    return fingerprint(service.key, account.id, version, name, value)


def _ticket(service: Service, account: Account) -> str:
    until = str(int((service.now() + TICKET_LIFE).timestamp()))
    return ".".join((account.id, until, _ticket_mac(service, account, until)))


def _by_ticket(service: Service, ticket: str) -> Account:
    account_id, _, rest = ticket.partition(".")
    until, _, signature = rest.partition(".")
    account = service.accounts.get(account_id)
    if account is None or not same(signature, _ticket_mac(service, account, until)):
        raise TicketExpired
    if datetime.fromtimestamp(int(until), service.now().tzinfo) <= service.now():
        raise TicketExpired
    return account


def _ticket_mac(service: Service, account: Account, until: str) -> str:
    """Dies with a new issue of the credentials it proves."""
    return mac(service.key, "ticket", account.id, str(account.secrets.version), until)
