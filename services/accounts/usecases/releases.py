"""解除: an account follows the application that asks for its end.

The application's own write marks it `unsettled`; `settle_release` brings the account in line and
takes the mark. Safe to run anywhere, any number of times.
"""

from __future__ import annotations

from services.accounts.model.account import Account
from services.accounts.model.account_parts import Status
from services.accounts.model.actor import CLOCK, Actor
from services.accounts.model.application import Application
from services.accounts.model.contents import Content, ReleaseContent
from services.accounts.model.parts import Outcome
from services.accounts.model.refusals import AccountEnded, ReleaseAsked, UnknownAccount
from services.accounts.model.transitions import OPEN, State
from services.accounts.usecases.people import recipient
from services.accounts.usecases.ports import Service
from shared import clock
from shared.contracts import FacilityRef, ReleaseApproved

RELEASED = "解除申請（{ref}）による利用終了"
SCHEDULED = "解除申請による利用終了"
SUSPENDED = "解除申請（{ref}）と同時の一時停止"


def check_release(service: Service, facility: FacilityRef, content: Content) -> None:
    """Raises UnknownAccount also for another facility's, AccountEnded, ReleaseAsked."""
    assert isinstance(content, ReleaseContent)
    account = service.accounts.get(content.account_id)
    if account is None or account.facility.id != facility.id:
        raise UnknownAccount
    if account.status is Status.ENDED:
        raise AccountEnded
    if account.release_on:
        raise ReleaseAsked


def approve_release(service: Service, application: Application) -> Outcome:
    content = _content(application)
    ends_on = max(content.wanted_end, clock.jst_date(service.now()))
    to = recipient(service, application.applicant)
    told = ReleaseApproved(application.ref, content.account_id, to, ends_on.isoformat())
    return Outcome((told,))


def settle_release(service: Service, ref: str) -> None:
    """Until the account follows the version that is the present one."""
    while (application := service.applications.get(ref)) and application.unsettled:
        _bring_in_line(service, application)
        if service.applications.settled(ref, application.version):
            return


def settle_marked_releases(service: Service) -> None:
    for ref in service.applications.refs_unsettled():
        settle_release(service, ref)


def end_due_accounts(service: Service) -> None:
    """Those whose last day has come."""
    now = service.now()
    for account in service.accounts.due_for_release(clock.jst_date(now)):
        ended = account.release(SCHEDULED, CLOCK, now)
        service.accounts.save(account, ended)


def _bring_in_line(service: Service, application: Application) -> None:
    while account := service.accounts.get(_content(application).account_id):
        follows = _following(service, account, application)
        if follows is account or service.accounts.save(account, follows):
            return


def _following(service: Service, account: Account, application: Application) -> Account:
    content, now = _content(application), service.now()
    if account.status is Status.ENDED:
        return account
    if application.state is State.COMPLETED:
        if content.wanted_end > clock.jst_date(now):
            return account.schedule_release(content.wanted_end)
        return account.release(RELEASED.format(ref=application.ref), CLOCK, now)
    asked = account.ask_release(application.state in OPEN)
    if asked.release_requested and content.suspend_now and account.status is Status.ACTIVE:
        reason = SUSPENDED.format(ref=application.ref)
        return asked.suspend(reason, _applicant(application), now)
    return asked


def _content(application: Application) -> ReleaseContent:
    assert isinstance(application.content, ReleaseContent)
    return application.content


def _applicant(application: Application) -> Actor:
    person = application.applicant.person
    name = f"{person.family_name} {person.given_name}"
    return Actor(application.applicant.user_id, "user", name)
