"""New credentials for an account: the old ones die with the same write that tells of the new."""

from __future__ import annotations

from services.accounts.model.account import Account
from services.accounts.model.account_parts import Fingerprints
from services.accounts.model.actor import Actor
from services.accounts.model.credentials import new_credentials
from services.accounts.model.parts import Request
from services.accounts.usecases.accounts import change_account
from services.accounts.usecases.fingerprints import fingerprint
from services.accounts.usecases.people import recipient
from services.accounts.usecases.ports import Service
from shared import clock
from shared.contracts import ReissuedDocumentReady, Secret
from shared.errors import PermanentError


def reissue_credentials(
    service: Service,
    actor: Actor,
    account_id: str,
    reason: str,
    *,
    seen: int | None,
    request: Request | None = None,
) -> Account:
    """Raises IllegalMove for an account that has ended."""

    def change(account: Account) -> Account:
        issue, clear, now = account.secrets.version + 1, vars(new_credentials()), service.now()
        prints = {
            name: fingerprint(service.key, account.id, issue, name, value)
            for name, value in clear.items()
        }
        secrets = Fingerprints(issue, **prints, reissued_on=clock.jst_date(now))
        to = recipient(service, account.applicant)
        return account.reissue(secrets, Secret(clear), to, reason, actor, now)

    return change_account(service, actor, account_id, change, seen=seen, request=request)


def publish_reissued(service: Service, ready: ReissuedDocumentReady) -> None:
    """掲載済み, unless there is a newer issue. Raises PermanentError for what is not ours."""
    if service.accounts.get(ready.account_id) is None:
        raise PermanentError(f"no account {ready.account_id}")
    service.accounts.publish(ready.account_id, ready.issue, ready.document_id)
