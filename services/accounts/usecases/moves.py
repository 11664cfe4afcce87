"""The one way every application moves: seen version, one conditional write, one winner."""

from __future__ import annotations

from collections.abc import Callable

from services.accounts.model.actor import Actor
from services.accounts.model.application import Application
from services.accounts.model.parts import Request
from services.accounts.model.refusals import UnknownApplication
from services.accounts.usecases.ports import Service
from services.accounts.usecases.releases import settle_release


def get_application(service: Service, actor: Actor, ref: str) -> Application:
    """Raises UnknownApplication also for another facility's."""
    application = service.applications.get(ref)
    if application is None or not actor.may_see(application.facility):
        raise UnknownApplication
    return application


def move(
    service: Service,
    actor: Actor,
    ref: str,
    change: Callable[[Application], Application],
    *,
    seen: int | None,
    request: Request | None,
) -> Application:
    """`seen` is the version the decision was made on; None where any will do. A form that was
    answered before gets the present application. Raises IllegalMove, VersionConflict."""
    while True:
        application = get_application(service, actor, ref)
        if application.answers(request):
            return application
        if seen is not None:
            application.check_version(seen, actor)
        moved = change(application).remember(request)
        if service.applications.save(application, moved):
            if moved.unsettled:
                settle_release(service, ref)
            return moved
