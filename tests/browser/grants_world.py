"""Facilities on the road from their accounts to the grant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from shared import clock

if TYPE_CHECKING:
    from tests.browser.world import Case

WITH_A_GRANT = ("judo", "ahaki")  # the sample's other scheme is over


class GrantsWorld:
    """Part of World."""

    @property
    def today(self) -> date:
        return clock.jst_date(clock.now())

    @cached_property
    def starting(self) -> Case:
        """A 運用開始日 in a while."""
        return self._started(self.today + timedelta(days=9))

    @cached_property
    def running(self) -> Case:
        """A 運用開始日 that has passed."""
        return self._started(self.today - timedelta(days=1))

    @cached_property
    def claiming(self) -> Case:
        """A grant applied for."""
        return self._claimed_grant()

    @cached_property
    def returned_grant(self) -> Case:
        case = self._claimed_grant()
        deadline = self.in_a_fortnight.isoformat()
        self.api.move(self._reviewer, case.ref, "claim")
        self.api.move(self._reviewer, case.ref, "return", comment="金額", deadline=deadline)
        return case

    @cached_property
    def approved_grant(self) -> Case:
        case = self._claimed_grant()
        self.api.complete(self._reviewer, case.ref)
        return case

    @cached_property
    def issued_grant(self) -> Case:
        """Waits for the second person."""
        case = self._claimed_grant()
        self.api.complete(self._reviewer, case.ref)
        day = self.today.isoformat()
        self.api.notice(self._reviewer, case.ref, "issue", decided_on=day)
        return case

    @cached_property
    def decided_grant(self) -> Case:
        """With its notice."""
        return self._decided_grant()

    def _decided_grant(self) -> Case:
        case = self._claimed_grant()
        self.api.complete(self._reviewer, case.ref)
        day = self.today.isoformat()
        self.api.notice(self._reviewer, case.ref, "issue", decided_on=day)
        self.api.notice(self.admin_session, case.ref, "confirm")
        self.api.notices(case.session)
        return case

    def _claimed_grant(self) -> Case:
        case = self._started(self.today)
        return replace(case, ref=self.api.apply_for_grant(case.session))

    def _started(self, day: date) -> Case:
        case = self._applied("受付1番パソコン", kinds=WITH_A_GRANT)
        self.api.complete(self._reviewer, case.ref)
        self.api.start_on(case.session, day)
        return case
