"""What an applicant does with an application."""

from __future__ import annotations

from typing import Any

from services.accounts.model.actor import Actor
from services.accounts.model.application import Application
from services.accounts.model.contents import Content
from services.accounts.model.parts import Request
from services.accounts.model.refusals import AlreadyOpen
from services.accounts.usecases.moves import move
from services.accounts.usecases.people import applicant
from services.accounts.usecases.ports import Page, Service, WantedApplications
from services.accounts.usecases.procedures import PROCEDURES
from services.accounts.usecases.releases import settle_release
from shared import clock
from shared.contracts import FacilityRef
from shared.tokens import new_ref


def submit_application(
    service: Service,
    actor: Actor,
    kind: str,
    facility_id: str,
    content: Content,
    *,
    request: Request | None,
) -> Application:
    """Raises AlreadyOpen with the ref of the open one, and what the kind's `check` raises; the
    same form again gets the first."""
    if made := _made_before(service, request):
        return made
    facility, content = check_asked(service, actor, kind, facility_id, content)
    who, now = applicant(service, actor), service.now()
    while True:
        application = Application.submit(
            new_ref(), kind, facility, content, who, actor, now
        ).remember(request)
        if service.applications.add(application):
            service.drafts.drop(facility_id, kind)
            if application.unsettled:
                settle_release(service, application.ref)
            return application
        if made := _made_before(service, request):
            return made
        other = service.applications.open_of(facility_id, kind, content.place)
        if other:
            raise AlreadyOpen(PROCEDURES[kind].already, ref=other.ref)


def check_asked(
    service: Service, actor: Actor, kind: str, facility_id: str, content: Content
) -> tuple[FacilityRef, Content]:
    """The caller's facility, and the content as it would be stored. Raises UnknownFacility, and
    what the kind's `check` and `fill` raise."""
    facility, procedure = actor.facility(facility_id), PROCEDURES[kind]
    procedure.check(service, facility, content)
    return facility, procedure.fill(service, facility, content, None)


def _made_before(service: Service, request: Request | None) -> Application | None:
    """What this very form made already."""
    made = service.applications.by_request(request.key) if request else None
    return made if made and made.answers(request) else None


def resubmit_application(
    service: Service,
    actor: Actor,
    ref: str,
    content: Content,
    *,
    seen: int,
    request: Request | None,
) -> Application:
    dropped: set[str] = set()

    def change(application: Application) -> Application:
        fill, before = PROCEDURES[application.kind].fill, application.content
        filled = fill(service, application.facility, content, before)
        dropped.update(set(before.held_files) - set(filled.held_files))
        return application.resubmit(filled, actor, service.now())

    moved = move(service, actor, ref, change, seen=seen, request=request)
    if dropped:
        service.uploads.release(tuple(dropped), service.now())
    return moved


def withdraw_application(
    service: Service, actor: Actor, ref: str, *, seen: int, request: Request | None
) -> Application:
    def change(application: Application) -> Application:
        return application.withdraw(actor, service.now())

    return move(service, actor, ref, change, seen=seen, request=request)


def list_applications(
    service: Service, actor: Actor, page: Page, *, facility_id: str = "", **narrowed: Any
) -> tuple[list[Application], int]:
    """Users see those of their own facilities, staff see all; `facility_id` leaves one of them,
    `narrowed` says more as WantedApplications does."""
    own = None if actor.is_staff else actor.facility_ids
    if facility_id:
        own = (facility_id if actor.is_staff else actor.facility(facility_id).id,)
    return service.applications.page(page, WantedApplications(own, **narrowed))


def lapse_overdue(service: Service) -> None:
    """Returned applications nobody corrected in time are withdrawn."""
    now = service.now()
    for application in service.applications.overdue(clock.jst_date(now)):
        lapsed = application.lapse(now)
        if service.applications.save(application, lapsed) and lapsed.unsettled:
            settle_release(service, lapsed.ref)
