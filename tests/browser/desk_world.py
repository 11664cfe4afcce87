"""What the daily desk of staff has to look at."""

from __future__ import annotations

from functools import cached_property

from tests.support.live.api import Api, until
from tests.support.live.running import RunningPortal
from tests.support.live.troubles import Troubles

CAUSE = "RuntimeError: no such template"


class DeskWorld:
    portal: RunningPortal
    api: Api

    @cached_property
    def admin(self) -> dict[str, str]:
        return {"portal_staff": self.api.sign_in_staff(self.portal.staff["admin"])}

    @cached_property
    def troubles(self) -> Troubles:
        return Troubles(self.portal)

    @cached_property
    def refused_mail(self) -> str:
        """The id of a mail that can be sent again."""
        person = self.portal.applicant()
        self.api.new_user(person)
        return until(lambda: self._refused(person.email))

    @cached_property
    def link_mail(self) -> str:
        """The id of a mail that cannot."""
        auth = self.admin["portal_staff"]
        found = self.api.as_person(auth, "GET", "notifier/messages?mail=activation-link")
        return found["items"][0]["id"]

    @cached_property
    def dead_letter(self) -> str:
        self.troubles.event_failed("dead-2@example.jp", CAUSE)
        return self.troubles.event_failed("dead-1@example.jp", CAUSE)

    @cached_property
    def waiting_letter(self) -> str:
        return self.troubles.event_failed("waiting@example.jp", CAUSE, state="waiting")

    @cached_property
    def garbage(self) -> str:
        return self.troubles.garbage_arrived()

    def _refused(self, email: str) -> str | None:
        try:
            return self.troubles.mail_refused(email, "registration-complete")
        except ValueError:
            return None
