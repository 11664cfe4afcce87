"""Facilities on the road from their accounts to the grant."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from shared import clock

if TYPE_CHECKING:
    from tests.browser.world import Case


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

    def _started(self, day: date) -> Case:
        case = self._applied("受付1番パソコン")
        self.api.complete(self._reviewer, case.ref)
        self.api.start_on(case.session, day)
        return case
