"""What only administrators see."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from tests.support.live.api import Api
from tests.support.live.running import RunningPortal

Cookies = dict[str, str]


class Administration:
    """A part of the world."""

    api: Api
    portal: RunningPortal

    @cached_property
    def admin_session(self) -> str:
        return self.api.sign_in_staff(self.portal.staff["admin"])

    @property
    def admin(self) -> Cookies:
        return {"portal_staff": self.admin_session}

    def as_admin(self, method: str, path: str, **options: Any) -> Any:
        return self.api.as_person(self.admin_session, method, path, **options)

    @cached_property
    def audited_row(self) -> str:
        """The path of the newest row of registration: the administrator's own sign-in."""
        [newest, *_] = self.as_admin("GET", "registration/audit")["items"]
        return f"/staff/audit/registration/{newest['id']}"

    @cached_property
    def invited_member(self) -> str:
        """The id of somebody who has yet to enrol."""
        body = {"email": "expected@portal.example", "name": "招待 花子", "role": "viewer"}
        return self.as_admin("POST", "registration/staff", json=body)["staff"]["id"]
