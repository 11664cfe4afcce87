"""Settings of the whole portal: read by every page, changed by administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from services.registration.model.refusals import NothingChanged, SettingsOvertaken
from services.registration.model.site_settings import SiteSettings
from services.registration.usecases.ports import Desk
from shared import audit, clock


def public_settings(desk: Desk) -> dict[str, Any]:
    """With `registration_open` as it is today in Japan."""
    return _as_of_today(desk, desk.store.settings.get())


def check_registration(desk: Desk) -> None:
    """Raises RegistrationClosed."""
    desk.store.settings.get().check_registration(clock.jst_date(desk.now()))


def check_settings(desk: Desk, seen: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """What they would be; the refusals of `change_settings`."""
    return _as_of_today(desk, _changed(desk.store.settings.get(), seen, given))


def change_settings(desk: Desk, seen: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """Raises NothingChanged or SettingsOvertaken."""
    before = desk.store.settings.get()
    after = _changed(before, seen, given)
    if not desk.store.settings.save(after, seen):
        raise SettingsOvertaken
    audit.changed(asdict(before), asdict(after), given)
    return _as_of_today(desk, after)


def _changed(before: SiteSettings, seen: int, given: Mapping[str, Any]) -> SiteSettings:
    after = replace(before, **given)
    if after == before:
        raise NothingChanged
    if before.version != seen:
        raise SettingsOvertaken
    return replace(after, version=seen + 1)


def _as_of_today(desk: Desk, settings: SiteSettings) -> dict[str, Any]:
    today = clock.jst_date(desk.now())
    return {**asdict(settings), "registration_open": settings.registration_open(today)}
