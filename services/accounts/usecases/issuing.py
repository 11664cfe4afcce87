"""What approving an application for accounts brings: one account per terminal, with its secrets."""

from __future__ import annotations

from services.accounts.model.application import Application
from services.accounts.model.contents import TerminalsContent
from services.accounts.model.credentials import Credentials, new_credentials
from services.accounts.model.parts import Outcome, PlannedAccount
from services.accounts.usecases.fingerprints import fingerprint
from services.accounts.usecases.people import recipient
from services.accounts.usecases.ports import Service
from shared.contracts import ApplicationCompleted, Institution, IssuedAccount, Secret

FIRST_ISSUE = 1


def issue_accounts(service: Service, application: Application) -> Outcome:
    """Ids from the counter; the event carries the clear credentials on their way to the outbox."""
    assert isinstance(application.content, TerminalsContent)
    planned, issued = [], []
    ids = service.accounts.next_ids(application.content.terminals)
    for account_id, note in zip(ids, application.content.notes, strict=True):
        credentials = new_credentials()
        planned.append(_plan(service, account_id, note, credentials))
        issued.append(IssuedAccount(account_id, FIRST_ISSUE, Secret(vars(credentials))))
    return Outcome((_completed(service, application, issued),), tuple(planned))


def _completed(
    service: Service, application: Application, issued: list[IssuedAccount]
) -> ApplicationCompleted:
    facility = application.facility
    return ApplicationCompleted(
        ref=application.ref,
        kind=application.kind,
        facility_id=facility.id,
        user_id=application.applicant.user_id,
        recipient=recipient(service, application.applicant),
        institution=Institution(facility.institution_code, facility.name),
        accounts=issued,
    )


def _plan(service: Service, account_id: str, note: str, credentials: Credentials) -> PlannedAccount:
    prints = {
        name: fingerprint(service.key, account_id, FIRST_ISSUE, name, value)
        for name, value in vars(credentials).items()
    }
    return PlannedAccount(account_id, note, **prints)
