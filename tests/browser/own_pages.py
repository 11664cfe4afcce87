"""Users who change what is registered about them, and links of changed addresses."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.world import Case


class OwnPages:
    """Part of World."""

    @cached_property
    def email_link(self) -> str:
        return self._link_to("fresh@example.jp")

    @cached_property
    def expired_email_link(self) -> str:
        case = self._user()
        token = self.api.ask_email(case.person, case.session, "late@example.jp")
        self.ageing.email_links(case.person, by=timedelta(days=2))
        return f"/e/{token}"

    @cached_property
    def taken_email_link(self) -> str:
        return self._link_to(self.newcomer.person.email)

    @cached_property
    def moved(self) -> Case:
        """Has another address now and is signed in on three devices."""
        case, email = self._user(), "moved@example.jp"
        self.used_token = self.api.ask_email(case.person, case.session, email)
        self.api.call("POST", "registration/email-changes", json={"token": self.used_token})
        for _ in range(2):
            self.api.sign_in(case.person.but(email=email))
        return case

    @property
    def used_email_link(self) -> str:
        assert self.moved
        return f"/e/{self.used_token}"

    @cached_property
    def outdated(self) -> Case:
        """Has agreed to other terms than those that hold."""
        case = self._user()
        terms = {"version": "0"}
        self.api.as_person(case.session, "POST", "registration/me/terms", json=terms)
        return case

    @cached_property
    def leaving(self) -> Case:
        """Lets one session after the other run out."""
        return self._user()

    def _link_to(self, email: str) -> str:
        case = self._user()
        return f"/e/{self.api.ask_email(case.person, case.session, email)}"
