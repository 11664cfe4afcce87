"""併設: people with two facilities, and one who could not have the second."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tests.support.live.api import until

if TYPE_CHECKING:
    from tests.browser.world import Case


class RoofsWorld:
    """Part of World."""

    @cached_property
    def two_roofs(self) -> Case:
        """The first facility has a grant, the second nothing yet; `ref` is the approved link."""
        case = self._linking(self._decided_grant(), self.portal.applicant("ahaki").facility)
        self.api.complete(self._reviewer, case.ref)
        until(lambda: len(self._facilities(case)) == 2)
        return case

    @property
    def second_roof(self) -> str:
        """Its id."""
        return self._facilities(self.two_roofs)[1]["id"]

    @cached_property
    def revoked_link(self) -> Case:
        """Approved, but the facility had closed."""
        other = self.portal.applicant("ahaki").facility
        facility_id = self.api.look_up(other)["facility_id"]
        case = self._linking(self._user(), other)
        self.api.close_facility(self._reviewer, facility_id)
        self.api.complete(self._reviewer, case.ref)
        path = f"accounts/applications/{case.ref}"
        until(lambda: self.api.as_person(case.session, "GET", path)["state"] == "rejected")
        return case

    def _facilities(self, case: Case) -> list[dict[str, str]]:
        return self.api.as_person(case.session, "GET", "registration/me")["facilities"]
