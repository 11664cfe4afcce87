"""The facilities master in the states that staff look at."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from tests.support.live.api import Api
from tests.support.live.running import RunningPortal

SAMPLE = "/staff/facilities/{id}"


class MasterWorld:
    """A part of the world."""

    api: Api
    portal: RunningPortal
    _reviewer: str

    @cached_property
    def bound_facility(self) -> str:
        """The path of an entry somebody has registered for."""
        facility = self.portal.applicant()
        self.api.new_user(facility)
        found = self._search(f"{facility.facility.prefix or ''}{facility.facility.number}")
        return SAMPLE.format(**found)

    @cached_property
    def corrected_facility(self) -> str:
        found = self._search(self.portal.sample("josan").facility.number)
        changes = {**found, "name": "改名した見本助産所", "reason": "施術所から電話があったため"}
        path = f"registration/facilities/{found['id']}"
        version = self.api.as_person(self._reviewer, "GET", path)["version"]
        self.api.as_person(self._reviewer, "PATCH", path, json={**changes, "version": version})
        return SAMPLE.format(**found)

    def _search(self, number: str) -> dict[str, Any]:
        query = {"q": number}
        path = "registration/facilities"
        answer = self.api.as_person(self._reviewer, "GET", path, params=query)
        found: dict[str, Any] = answer["items"][0]
        return found
