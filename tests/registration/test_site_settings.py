"""Settings of the whole portal, and the registration they close."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared import clock
from tests.registration.conftest import Api, Clock
from tests.support.tokens import bearer, staff_token

OPEN = {
    "registration_closed": False,
    "registration_from": "",
    "registration_to": "",
    "requests_closed": False,
    "telephone": "",
    "telephone_note": "",
    "hours": [],
    "mail": "",
    "review_days": 5,
    "holidays": [],
}


class Office:
    def __init__(self, api: Api, secrets_dir: Path, now: Clock) -> None:
        self.api, self._secrets, self._now = api, secrets_dir, now

    def change(self, version: int = 0, role: str = "admin", **changes: Any) -> Any:
        return self._send("PATCH", "settings", version, role, changes)

    def check(self, version: int = 0, role: str = "admin", **changes: Any) -> Any:
        return self._send("POST", "settings/check", version, role, changes)

    def _send(self, method: str, path: str, version: int, role: str, changes: Any) -> Any:
        token = bearer(staff_token(self._secrets, role, at=self._now()))
        body = {**OPEN, "reason": "年末年始のため", "version": version, **changes}
        return self.api(method, path, body, **token)

    def ask(self, path: str, role: str = "admin") -> Any:
        token = bearer(staff_token(self._secrets, role, at=self._now()))
        return self.api("GET", path, **token)


@pytest.fixture
def office(api: Api, secrets_dir: Path, now: Clock) -> Office:
    return Office(api, secrets_dir, now)


def test_before_anybody_set_anything_all_is_open(office: Office, api: Api) -> None:
    assert api("GET", "settings").json == {
        "registration_open": True,
        "requests_closed": False,
        "telephone": "",
        "telephone_note": "",
        "hours": [],
        "mail": "",
        "contact_title": "",
        "review_days": 5,
        "holidays": [],
    }
    assert office.ask("settings/all").json["version"] == 0


def test_what_is_set_is_shown_and_audited(office: Office, api: Api) -> None:
    given = {
        "telephone": "03-1234-5678",
        "hours": ["平日 9:00～17:00", ""],
        "mail": "desk@portal.example",
        "holidays": ["2026-12-30", "2026-12-29", "2026-12-30"],
        "review_days": "１０",
    }
    assert office.change(**given).json["version"] == 1
    shown = api("GET", "settings").json
    assert (shown["telephone"], shown["hours"]) == ("03-1234-5678", ["平日 9:00～17:00"])
    assert (shown["review_days"], shown["holidays"]) == (10, ["2026-12-29", "2026-12-30"])
    [row] = office.ask("audit?action=settings.change").json["items"]
    assert row["reason"] == "年末年始のため"
    assert {"field": "review_days", "before": "5", "after": "10"} in row["changes"]


@pytest.mark.parametrize("stale", [0, 7])
def test_a_stale_page_changes_nothing(office: Office, stale: int) -> None:
    assert office.change(0, review_days=6).status_code == 200
    for sent in (office.check, office.change):
        answer = sent(stale, review_days=9)
        assert (answer.status_code, answer.json["code"]) == (409, "version_conflict")
    assert office.ask("settings/all").json["review_days"] == 6


def test_a_check_tells_what_would_be_and_changes_nothing(office: Office, api: Api) -> None:
    answer = office.check(registration_closed=True, review_days="１０")
    assert answer.status_code == 200
    wanted = answer.json
    assert (wanted["registration_open"], wanted["review_days"]) == (False, 10)
    assert office.ask("settings/all").json["version"] == 0
    assert api.events("SettingsChanged", "settings") == []


def test_what_is_so_already_is_said(office: Office) -> None:
    for sent in (office.check, office.change):
        answer = sent()
        assert (answer.status_code, answer.json["code"]) == (422, "nothing_changed")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"registration_from": "2026-02-30"}, "registration_from"),
        ({"registration_from": "2026-12-02", "registration_to": "2026-12-01"}, "registration_to"),
        ({"registration_closed": "maybe"}, "registration_closed"),
        ({"telephone": "call me"}, "telephone"),
        ({"mail": "nobody"}, "mail"),
        ({"hours": "all day"}, "hours"),
        ({"hours": ["x"] * 6}, "hours"),
        ({"hours": ["x" * 61]}, "hours.0"),
        ({"review_days": 0}, "review_days"),
        ({"holidays": ["soon"]}, "holidays.0"),
        ({"reason": ""}, "reason"),
    ],
)
def test_wrong_settings_are_named(office: Office, changes: dict[str, Any], field: str) -> None:
    for answer in (office.check(**changes), office.change(**changes)):
        assert answer.status_code == 422
        assert field in [error["field"] for error in answer.json["errors"]]


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_only_admins_change_them(office: Office, role: str) -> None:
    assert office.change(role=role).status_code == 403
    assert office.ask("settings/all", role).status_code == 403


def test_others_hear_of_the_contact_at_each_change(office: Office, api: Api) -> None:
    set_to = {"telephone": "03-1234-5678", "sender_name": "見本協会", "contact_title": "見本窓口"}
    office.change(0, **set_to, hours=["平日 9:00～17:00"])
    office.change(1, review_days=9)
    assert office.change(1, telephone="03-0000-0000").status_code == 409
    first, second = api.events("SettingsChanged", "settings")
    assert (first.aggregateversion, second.aggregateversion) == (1, 2)
    assert (first.source, first.subject) == ("registration", "site")
    assert vars(first.data) == {
        **set_to,
        "telephone_note": "",
        "hours": ["平日 9:00～17:00"],
        "mail": "",
    }
    assert second.data.telephone == "", "a form tells all fields"


def test_a_closed_registration_takes_nobody(office: Office, api: Api) -> None:
    person = {"family_name": "山田", "given_name": "花子", "kind": "judo"}
    draft = api.post("drafts", person).json["secret"]
    api.register("earlier@example.jp")
    office.change(registration_closed=True)
    for answer in (
        api.post("drafts", person),
        api.post("registrations", api.applicant()),
        api.post("registrations", {}, Authorization=f"Draft {draft}"),
    ):
        assert (answer.status_code, answer.json["code"]) == (403, "registration_closed")
        assert answer.json["detail"] == "現在、新規ユーザー登録の受付を停止しています。"
    assert api.post("activations", {"token": api.token()}).status_code == 200


def test_a_period_opens_and_closes_by_itself(office: Office, api: Api, now: Clock) -> None:
    today = clock.jst_date(now())
    tomorrow = (today + timedelta(days=1)).isoformat()
    office.change(registration_from=tomorrow, registration_to=tomorrow)
    found = []
    for _ in range(3):
        found.append(api("GET", "settings").json["registration_open"])
        now.forward(days=1)
    assert found == [False, True, False]
