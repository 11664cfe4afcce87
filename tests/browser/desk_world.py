"""What the daily desk of staff has to look at."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from tests.support.live.api import Api, until
from tests.support.live.running import RunningPortal
from tests.support.live.troubles import Troubles

TEXT = "## 期間\n\n12月1日から**1週間**、駐車場を使えません。"
CAUSE = "RuntimeError: no such template"


class DeskWorld:
    portal: RunningPortal
    api: Api
    admin_session: str
    in_review: Any

    @cached_property
    def troubles(self) -> Troubles:
        return Troubles(self.portal)

    @cached_property
    def refused_mail(self) -> str:
        """The id of a mail that can be sent again."""
        person = self.portal.applicant()
        self.api.new_user(person)
        return until(lambda: self.troubles.mail_refused(person.email, "registration-complete"))

    @cached_property
    def link_mail(self) -> str:
        """The id of a mail that cannot."""
        path = "notifier/messages?mail=activation-link"
        found = self.api.as_person(self.admin_session, "GET", path)
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

    @cached_property
    def published_text(self) -> str:
        """A notice of staff, with a change that is not published yet."""
        front = {"title": "駐車場の工事のお知らせ", "category": "other", "important": ""}
        text = self._publications("POST", "", kind="notices", front=front, body=TEXT)
        path = f"/{text['id']}"
        published = self._publications("POST", f"{path}/publish", version=text["version"])
        changed = {**published["draft"], "body": f"{TEXT}\n\n- 電話は通じます。"}
        self._publications("PATCH", path, **changed, version=published["version"])
        return text["id"]

    @cached_property
    def noted(self) -> str:
        """The ref of an application that staff wrote about."""
        ref, path = self.in_review.ref, f"accounts/applications/{self.in_review.ref}/memos"
        note = {"text": "11月20日に電話で確認しました。\n台数は2台で正しいとのことです。"}
        self.api.as_person(self.admin_session, "POST", path, json=note)
        return ref

    def _publications(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        whole = f"registration/publications{path}"
        return self.api.as_person(self.admin_session, method, whole, json=body)
