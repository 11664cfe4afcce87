"""Facilities with accounts that ask for more of them, or for fewer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from tests.support.live.people import Facility

if TYPE_CHECKING:
    from tests.browser.world import Case


class KindsWorld:
    """Part of World."""

    @cached_property
    def drafting(self) -> Case:
        """A 利用開始申請 put aside half-way."""
        case = self._user()
        me = self.api.as_person(case.session, "GET", "registration/me")
        answers = {"terminals": "2", "notes.0": "受付1番パソコン", "notes.1": ""}
        body = {"facility_id": me["facilities"][0]["id"], "answers": answers}
        self.api.as_person(case.session, "PUT", "accounts/drafts/start", json=body)
        return case

    @cached_property
    def adding(self) -> Case:
        """Another terminal is asked for."""
        asked = {"terminals": "2", "notes": ["訪問用", ""], "reason": "訪問施術を始めるため"}
        return self._asked(self._completed(), "add", **asked)

    @cached_property
    def returned_addition(self) -> Case:
        case = self._asked(self._completed(), "add", terminals="1", notes=[], reason="")
        self._returned(case.ref)
        return case

    @cached_property
    def releasing(self) -> Case:
        """A lost terminal, its account suspended until it is released."""
        case = self._completed()
        account = self.api.accounts(case.session, case.ref)[0]["id"]
        asked = {"account_id": account, "reason": "lost", "comment": "電車に置き忘れました"}
        end = self.in_a_fortnight.isoformat()
        return self._asked(case, "release", **asked, wanted_end=end, suspend_now=True)

    @property
    def releasing_path(self) -> str:
        """Of the account of `releasing`."""
        found = self.api.as_person(self.releasing.session, "GET", "accounts/accounts")
        return f"/services/myna/accounts/{found['items'][0]['id']}"

    @cached_property
    def linking(self) -> Case:
        """A facility under the same roof is asked for."""
        return self._linking(self._user(), self.portal.sample("ahaki").facility)

    def _linking(self, case: Case, other: Facility) -> Case:
        found = self.api.look_up(other)
        return self._asked(
            case,
            "facility",
            linked_id=found["facility_id"],
            linked_kind=found["kind"],
            linked_number=found["registration_number"],
            linked_name=found["name"],
            declared=True,
        )

    def _completed(self) -> Case:
        case = self._applied("受付1番パソコン")
        self.api.complete(self._reviewer, case.ref)
        return case

    def _asked(self, case: Case, kind: str, **answers: Any) -> Case:
        """The same person's application of another kind."""
        me = self.api.as_person(case.session, "GET", "registration/me")
        body = {"kind": kind, "facility_id": me["facilities"][0]["id"], **answers}
        made = self.api.as_person(case.session, "POST", "accounts/applications", json=body)
        return type(case)(case.person, case.session, made["ref"])

    def _returned(self, ref: str) -> None:
        deadline = self.in_a_fortnight.isoformat()
        self.api.move(self._reviewer, ref, "claim")
        self.api.move(
            self._reviewer, ref, "return", comment="台数を確認してください。", deadline=deadline
        )
