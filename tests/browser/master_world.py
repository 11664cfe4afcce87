"""The facilities master in the states that staff look at."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from tests.support.live.api import MOMENT, Api
from tests.support.live.running import RunningPortal

HEADER = "kind,registration_number,institution_code,name,name_kana,prefecture,address,phone,status"
NEW = "judo,契888000{n}-1-1,991188800{n},取り込み接骨院{n},トリ,見本県,見本市{n},0300000000,open"
FOUND_WITHIN = 30.0
SAMPLE = "/staff/facilities/{id}"


class MasterWorld:
    """A part of the world."""

    api: Api
    portal: RunningPortal
    _reviewer: str
    as_admin: Callable[..., Any]

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

    @cached_property
    def supported_user(self) -> str:
        person = self.portal.applicant()
        self.api.new_user(person)
        query = {"q": person.email}
        answer = self.api.as_person(self._reviewer, "GET", "registration/users", params=query)
        return f"/staff/users/{answer['items'][0]['user_id']}"

    @cached_property
    def checked_import(self) -> str:
        return self._imported(HEADER, NEW.format(n=1), NEW.format(n=1), "judo,=1+1")

    @cached_property
    def whole_import(self) -> str:
        return self._imported(HEADER, NEW.format(n=2), mode="whole")

    @cached_property
    def done_import(self) -> str:
        path = self._imported(HEADER, NEW.format(n=3))
        import_id = path.rpartition("/")[2]
        self.as_admin("POST", f"registration/facility-imports/{import_id}/confirm", json={})
        self._when(import_id, "done")
        return path

    @cached_property
    def refused_import(self) -> str:
        return self._imported("これは一覧ではありません")

    def _imported(self, *lines: str, mode: str = "update") -> str:
        """The page of a file that has been checked."""
        job = self.as_admin(
            "POST",
            "registration/facility-imports",
            params={"mode": mode, "file_name": "一覧.csv"},
            content="\n".join(lines).encode(),
        )
        self._when(job["id"], "checked", "refused")
        return f"/staff/facilities/import/{job['id']}"

    def _when(self, import_id: str, *states: str) -> None:
        path, until = f"registration/facility-imports/{import_id}", time.monotonic() + FOUND_WITHIN
        while self.as_admin("GET", path)["state"] not in states:
            assert time.monotonic() < until, f"{import_id} does not become {states}"
            time.sleep(MOMENT)

    def _search(self, number: str) -> dict[str, Any]:
        query = {"q": number}
        path = "registration/facilities"
        answer = self.api.as_person(self._reviewer, "GET", path, params=query)
        found: dict[str, Any] = answer["items"][0]
        return found
