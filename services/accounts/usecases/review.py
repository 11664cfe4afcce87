"""What reviewers do, up to the decision that sends an application back or refuses it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.accounts.model.actor import Actor
from services.accounts.model.application import Application
from services.accounts.model.parts import Request
from services.accounts.model.refusals import NothingToClaim
from services.accounts.model.transitions import State
from services.accounts.usecases.moves import move
from services.accounts.usecases.people import recipient
from services.accounts.usecases.ports import Service
from shared import clock

DUE_SOON = timedelta(days=7)
OLDEST = 5


@dataclass(frozen=True)
class Summary:
    submitted: int
    in_review: int
    returned_due_soon: int
    oldest: list[Application]


def summarise_queue(service: Service) -> Summary:
    count, today = service.applications.count, clock.jst_date(service.now())
    return Summary(
        submitted=count(State.SUBMITTED),
        in_review=count(State.IN_REVIEW),
        returned_due_soon=service.applications.count_due(today + DUE_SOON),
        oldest=service.applications.oldest_open(OLDEST),
    )


def claim_application(
    service: Service, actor: Actor, ref: str, *, request: Request | None
) -> Application:
    def change(application: Application) -> Application:
        return application.take(actor, service.now())

    return move(service, actor, ref, change, seen=None, request=request)


def claim_next(service: Service, actor: Actor) -> Application:
    """Your own oldest open claim, else the oldest unclaimed; raises NothingToClaim."""
    mine = service.applications.oldest_claimed_by(actor.id)
    if mine:
        return mine
    while waiting := service.applications.oldest_unclaimed():
        taken = waiting.take(actor, service.now())
        if service.applications.save(waiting, taken):
            return taken
    raise NothingToClaim


def return_application(
    service: Service,
    actor: Actor,
    ref: str,
    *,
    comment: str,
    deadline: date,
    seen: int,
    request: Request | None,
) -> Application:
    def change(application: Application) -> Application:
        to = recipient(service, application.applicant)
        return application.send_back(comment, deadline, to, actor, service.now())

    return move(service, actor, ref, change, seen=seen, request=request)


def reject_application(
    service: Service, actor: Actor, ref: str, *, comment: str, seen: int, request: Request | None
) -> Application:
    def change(application: Application) -> Application:
        to = recipient(service, application.applicant)
        return application.reject(comment, to, actor, service.now())

    return move(service, actor, ref, change, seen=seen, request=request)
