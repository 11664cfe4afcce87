"""Registering the day of 運用開始, and reminding those who forget it."""

from __future__ import annotations

from datetime import date

from services.accounts.model.actor import Actor
from services.accounts.model.application import Application
from services.accounts.model.refusals import StartDateNotOpen
from services.accounts.model.start_date import StartDate
from services.accounts.usecases.people import recipient
from services.accounts.usecases.ports import Service
from shared import clock

MOST_AT_ONCE = 100


def open_start_date(service: Service, application: Application) -> None:
    """The facility has accounts now. Only the first time counts."""
    opened = StartDate.open(
        application.facility,
        application.ref,
        application.applicant,
        service.start_date_rules,
        application.updated_at,
    )
    service.start_dates.add_missing(opened)


def get_start_date(service: Service, actor: Actor, facility_id: str) -> StartDate | None:
    """None until the facility has accounts; raises UnknownFacility for another's."""
    if not actor.is_staff:
        actor.facility(facility_id)
    return service.start_dates.get(facility_id)


def check_start_date(
    service: Service, actor: Actor, facility_id: str, day: date, seen: int
) -> None:
    """Raises what `register_start_date` would."""
    _open_one(service, actor, facility_id).register(
        day, service.start_date_rules, seen, service.now()
    )


def register_start_date(
    service: Service, actor: Actor, facility_id: str, day: date, *, seen: int
) -> StartDate:
    """Raises StartDateNotOpen, StartDateOutOfRange, StartDatePassed, StartDateChanged."""
    while True:
        present = _open_one(service, actor, facility_id)
        changed = present.register(day, service.start_date_rules, seen, service.now())
        if changed is present or service.start_dates.save(present, changed):
            return changed


def remind_of_start_dates(service: Service) -> bool:
    """Those whose time has come, each once however many workers look; True when there are more."""
    now = service.now()
    due = service.start_dates.due(now, MOST_AT_ONCE)
    for present in due:
        to = recipient(service, present.applicant)
        reminded = present.remind(to, service.start_date_rules, now)
        service.start_dates.save(present, reminded, cause=f"{present.ref}:{reminded.reminders}")
    return len(due) == MOST_AT_ONCE


def today(service: Service) -> date:
    return clock.jst_date(service.now())


def _open_one(service: Service, actor: Actor, facility_id: str) -> StartDate:
    found = get_start_date(service, actor, facility_id)
    if found is None:
        raise StartDateNotOpen
    return found
