"""The decision about a grant takes two: one issues the notice, another confirms it.

1. `issue_notice`: one write; nothing is told yet. `take_back` undoes it.
2. `confirm_notice`: the number from its counter, then one write: number, names, GrantDecided.
3. `note_document`: the PDF is readable; the application says so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.accounts.model.actor import CLOCK, Actor
from services.accounts.model.application import Application
from services.accounts.model.contents import GrantContent
from services.accounts.model.notice import (
    DECIDED,
    TO_CONFIRM,
    TO_ISSUE,
    Notice,
    check_due,
    check_second,
)
from services.accounts.model.parts import Request
from services.accounts.usecases.moves import move
from services.accounts.usecases.people import recipient
from services.accounts.usecases.ports import Page, Service
from shared.contracts import GrantDecided, Institution
from shared.errors import PermanentError

STAGES = (TO_ISSUE, TO_CONFIRM, DECIDED)


def list_due(service: Service, page: Page, due: str) -> tuple[list[Application], int]:
    return service.grants.page_due(page, due)


def issue_notice(
    service: Service,
    actor: Actor,
    ref: str,
    decided_on: date,
    *,
    seen: int,
    request: Request | None,
) -> Application:
    def change(application: Application) -> Application:
        check_due(application, TO_ISSUE)
        now = service.now()
        issued = application.noted(now, notice=Notice.issued(decided_on, actor, now))
        return issued.told("issue", "交付決定通知書の発行", actor, now)

    return move(service, actor, ref, change, seen=seen, request=request)


def take_back(
    service: Service, actor: Actor, ref: str, *, seen: int, request: Request | None
) -> Application:
    """As if it had not been issued."""

    def change(application: Application) -> Application:
        check_due(application, TO_CONFIRM)
        now = service.now()
        back = application.noted(now, notice=None)
        return back.told("take_back", "交付決定通知書の発行の取消し", actor, now)

    return move(service, actor, ref, change, seen=seen, request=request)


def confirm_notice(
    service: Service, actor: Actor, ref: str, *, seen: int, request: Request | None
) -> Application:
    """Raises NoticeNotDue, NeedsAnother."""

    def change(application: Application) -> Application:
        check_due(application, TO_CONFIRM)
        check_second(application, actor)
        return _confirmed(service, application, actor)

    return move(service, actor, ref, change, seen=seen, request=request)


def _confirmed(service: Service, application: Application, actor: Actor) -> Application:
    assert isinstance(application.content, GrantContent)
    assert application.notice is not None
    now, facility = service.now(), application.facility
    notice = application.notice.confirmed(service.grants.next_notice_no(), actor, now)
    told = GrantDecided(
        ref=application.ref,
        notice_no=notice.number,
        facility_id=facility.id,
        user_id=application.applicant.user_id,
        recipient=recipient(service, application.applicant),
        institution=Institution(facility.institution_code, facility.name),
        registration_number=facility.registration_number,
        scheme=application.content.scheme_name,
        total=application.content.total,
        amount=application.content.amount,
        decided_on=notice.decided_on.isoformat(),
    )
    decided = application.noted(now, notice=notice, news=(told,))
    return decided.told("decide", "交付決定", actor, now)


def note_document(service: Service, ref: str, document_id: str) -> None:
    """Once, however often it is heard. Raises PermanentError for what was never decided here."""
    while True:
        application = service.applications.get(ref)
        if application is None or application.notice is None or not application.notice.number:
            raise PermanentError(f"no decided grant {ref}")
        if application.notice.document_id:
            return
        now, notice = service.now(), replace(application.notice, document_id=document_id)
        changed = application.noted(now, notice=notice)
        changed = changed.told("publish", "交付決定通知書の掲載", CLOCK, now)
        if service.applications.save(application, changed):
            return
