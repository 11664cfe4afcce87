"""Accounts and files in states that take long, or go wrong, in real life."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from pymongo import MongoClient

from shared import clock

if TYPE_CHECKING:
    from tests.browser.world import Case

STATES = {
    "ended": {"status": 3, "ended_on": "2026-10-01"},
    "suspended": {"status": 2, "suspended_on": "2026-10-01"},
    "making": {},
    "failed": {"started_on": "2023-08-08"},
    "leaving": {"release_requested": True},
}
WITHOUT_SHEET = ("making", "failed")


class AccountsWorld:
    """Part of World."""

    @cached_property
    def odd_accounts(self) -> tuple[Case, dict[str, str]]:
        """One account in each of STATES, by state."""
        case = self._applied(*STATES)
        self.api.complete(self._reviewer, case.ref)
        ids = [account["id"] for account in self.api.accounts(case.session, case.ref)]
        named = dict(zip(STATES, ids, strict=True))
        store = self._store
        for state, changes in STATES.items():
            if changes:
                store["accounts"]["accounts"].update_one({"_id": named[state]}, {"$set": changes})
            if state in WITHOUT_SHEET:
                store["documents"]["sheets"].delete_many({"account_id": named[state]})
        return case, named

    def archive(self, state: str) -> str:
        """The path of the member's archive in this state, half packed."""
        me = self.api.as_person(self.member.session, "GET", "registration/me")
        now, archive_id = clock.now(), f"archive-{state}"
        row = {
            "_id": archive_id,
            "id": archive_id,
            "owner": me["user_id"],
            "facility_ids": [],
            "document_ids": [f"W{n:07}-1" for n in range(1, 131)],
            "missing": [],
            "requested_at": now,
            "state": state,
            "expires_at": now + timedelta(hours=1),
            "done": 50,
        }
        self._store["documents"]["archives"].replace_one({"_id": archive_id}, row, upsert=True)
        return f"/services/myna/jobs/{archive_id}"

    @cached_property
    def _store(self) -> MongoClient[dict[str, object]]:
        return MongoClient(self.portal.settings()["PORTAL_MONGO_URL"], tz_aware=True)
