"""What one kind of application needs before it may be asked for, and what approving it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from services.accounts.model.application import Application
from services.accounts.model.contents import Content
from services.accounts.model.parts import Outcome
from services.accounts.model.refusals import AlreadyOpen, NotStarted, ReleaseAsked
from services.accounts.usecases.grants import approve_grant, check_grant, fill_grant
from services.accounts.usecases.issuing import issue_accounts
from services.accounts.usecases.links import approve_link, check_link
from services.accounts.usecases.ports import Service
from services.accounts.usecases.releases import approve_release, check_release
from shared.contracts import FacilityRef


def _as_asked(
    service: Service, facility: FacilityRef, content: Content, before: Content | None
) -> Content:
    return content


class Procedure(NamedTuple):
    """`check` raises a Refusal while the facility may not ask for this; `approve` only plans:
    what it answers is stored with the decision in one write, so it may be called again. `fill`
    adds what the service knows better, `before` being what a correction corrects; it raises
    Invalid. `already` is said when another one is open."""

    check: Callable[[Service, FacilityRef, Content], None]
    approve: Callable[[Service, Application], Outcome]
    fill: Callable[[Service, FacilityRef, Content, Content | None], Content] = _as_asked
    already: str = AlreadyOpen.detail


def _always(service: Service, facility: FacilityRef, content: Content) -> None:
    pass


def _once_started(service: Service, facility: FacilityRef, content: Content) -> None:
    if not service.applications.any_completed(facility.id, "start"):
        raise NotStarted


PROCEDURES = {
    "start": Procedure(_always, issue_accounts),
    "add": Procedure(_once_started, issue_accounts),
    "release": Procedure(check_release, approve_release, already=ReleaseAsked.detail),
    "grant": Procedure(check_grant, approve_grant, fill_grant),
    "facility": Procedure(check_link, approve_link),
}
