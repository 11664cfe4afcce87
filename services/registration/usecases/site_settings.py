"""Settings of the whole portal: read by every page, changed by administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from services.registration.model.refusals import SettingsOvertaken
from services.registration.model.site_settings import SiteSettings
from services.registration.usecases.ports import Desk
from shared import audit, clock


def public_settings(desk: Desk) -> dict[str, Any]:
    """With `registration_open` as it is today in Japan."""
    settings = desk.store.settings.get()
    today = clock.jst_date(desk.now())
    return {**asdict(settings), "registration_open": settings.registration_open(today)}


def check_registration(desk: Desk) -> None:
    """Raises RegistrationClosed."""
    desk.store.settings.get().check_registration(clock.jst_date(desk.now()))


def change_settings(desk: Desk, seen: int, given: Mapping[str, Any]) -> SiteSettings:
    """Raises SettingsOvertaken."""
    before = desk.store.settings.get()
    after = replace(before, **given, version=seen + 1)
    if before.version != seen or not desk.store.settings.save(after, seen):
        raise SettingsOvertaken
    audit.changed(asdict(before), asdict(after), given)
    return after
