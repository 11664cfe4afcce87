"""Staff and roles: invited, renamed, promoted, demoted, suspended, and never the last admin."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyotp
import pytest

from services.registration.app import create_app
from services.registration.settings import Settings
from services.registration.usecases.ports import Desk
from services.registration.usecases.staff import invite
from tests.registration.conftest import PASSWORD, Api, Clock
from tests.support.tokens import bearer

REASON = "人事異動のため"


class Office:
    """Signed-in members of staff by name."""

    def __init__(self, api: Api, desk: Desk, now: Clock) -> None:
        self.api, self._desk, self._now = api, desk, now
        self.secrets: dict[str, str] = {}
        self.ids: dict[str, str] = {}

    def enrol(self, name: str, role: str) -> str:
        """Invited by command, enrolled and signed in; the id."""
        invited = invite(self._desk, f"{name}@portal.example", role)
        self.sign_in(name, invited.link)
        self.ids[name] = invited.staff.id
        return invited.staff.id

    def sign_in(self, name: str, link: str) -> None:
        token = link.rpartition("/")[2]
        shown = self.api.post("staff/enrolments/preview", {"token": token}).json
        totp = pyotp.TOTP(shown["totp_secret"])
        body = {"token": token, "password": PASSWORD, "password2": PASSWORD}
        done = self.api.post("staff/enrolments", {**body, "code": totp.at(self._now())})
        assert done.status_code == 200, done.json
        self._now.forward(seconds=30)
        first = {"email": f"{name}@portal.example", "password": PASSWORD, "audience": "staff"}
        challenge = self.api.post("sessions", first).json["challenge"]
        answer = {"challenge": challenge, "code": totp.at(self._now())}
        self.secrets[name] = self.api.post("sessions/second-factor", answer).json["secret"]

    def current(self, name: str) -> Any:
        return self.api("GET", "sessions/current", Authorization=f"Session {self.secrets[name]}")

    def ask(self, name: str, method: str, path: str, body: Any = None) -> Any:
        token = bearer(self.current(name).json["token"])
        return self.api(method, path, body, **token)

    def version(self, name: str) -> int:
        return self.ask("admin", "GET", f"staff/{self.ids[name]}").json["version"]

    def decide(self, by: str, name: str, what: str, **body: Any) -> Any:
        given = {"reason": REASON, "version": self.version(name), **body}
        return self.ask(by, "POST", f"staff/{self.ids[name]}/{what}", given)


@pytest.fixture
def office(api: Api, desk: Desk, now: Clock) -> Office:
    office = Office(api, desk, now)
    office.enrol("admin", "admin")
    return office


def test_an_admin_invites_and_the_link_is_told_once(office: Office) -> None:
    body = {"email": "new@portal.example", "name": "審査　三郎", "role": "reviewer"}
    answer = office.ask("admin", "POST", "staff", body)
    assert answer.status_code == 201
    made = answer.json["staff"]
    assert (made["name"], made["state_label"]) == ("審査 三郎", "招待中")
    office.sign_in("new", answer.json["link"])
    assert office.current("new").json["staff"]["name"] == "審査 三郎"
    again = office.ask("admin", "POST", "staff", body)
    assert again.status_code == 409
    listed = office.ask("admin", "GET", "staff").json
    assert [each["email"] for each in listed["items"]] == [
        "admin@portal.example",
        "new@portal.example",
    ]
    assert "link" not in str(listed)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "x", "name": "名", "role": "admin"}, "email"),
        ({"email": "x@portal.example", "name": "", "role": "admin"}, "name"),
        ({"email": "x@portal.example", "name": "名" * 41, "role": "admin"}, "name"),
        ({"email": "x@portal.example", "name": "名", "role": "owner"}, "role"),
        ({"email": "x@portal.example", "name": ["名"], "role": "user"}, "role"),
    ],
)
def test_a_wrong_invitation_says_what_is_wrong(office: Office, body: Any, field: str) -> None:
    answer = office.ask("admin", "POST", "staff", body)
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json["errors"]]


def test_a_name_is_shown_instead_of_the_address(office: Office) -> None:
    assert office.current("admin").json["staff"]["name"] == "admin@portal.example"
    body = {"name": "管理 花子", "version": office.version("admin")}
    renamed = office.ask("admin", "PATCH", f"staff/{office.ids['admin']}", body)
    assert renamed.json["own_name"] == "管理 花子"
    assert office.current("admin").json["staff"]["name"] == "管理 花子"
    own = office.ask("admin", "PATCH", "staff/me", {"name": "管理 次郎"})
    assert own.json["name"] == "管理 次郎"


def test_a_changed_role_counts_from_the_next_token(office: Office) -> None:
    office.enrol("other", "reviewer")
    assert office.ask("other", "GET", "staff").status_code == 403
    assert office.decide("admin", "other", "role", role="admin").status_code == 200
    assert office.ask("other", "GET", "staff").status_code == 200


def test_a_suspended_person_is_out_at_once_and_comes_back(office: Office) -> None:
    office.enrol("other", "reviewer")
    assert office.decide("admin", "other", "suspend").json["state"] == "suspended"
    assert office.current("other").json["code"] == "session_ended"
    assert office.decide("admin", "other", "suspend").json["code"] == "illegal_move"
    assert office.decide("admin", "other", "enrolment").json["code"] == "illegal_move"
    assert office.decide("admin", "other", "resume").json["state"] == "active"
    assert office.current("other").status_code == 401


def test_a_reset_ends_password_factor_and_sessions(office: Office) -> None:
    office.enrol("other", "reviewer")
    answer = office.decide("admin", "other", "enrolment")
    assert answer.json["staff"]["state_label"] == "招待中"
    assert office.current("other").status_code == 401
    office.sign_in("other", answer.json["link"])
    assert office.current("other").status_code == 200


@pytest.mark.parametrize("what", ["role", "suspend", "resume", "enrolment"])
def test_nobody_decides_about_themselves(office: Office, what: str) -> None:
    office.enrol("other", "admin")
    answer = office.decide("admin", "admin", what, role="viewer")
    assert (answer.status_code, answer.json["code"]) == (403, "own_account")


def test_a_stale_page_decides_nothing(office: Office) -> None:
    office.enrol("other", "reviewer")
    answer = office.decide("admin", "other", "role", role="viewer", version=99)
    assert (answer.status_code, answer.json["code"]) == (409, "version_conflict")
    assert office.decide("admin", "other", "suspend", reason="").status_code == 422
    assert office.ask("admin", "GET", "staff/nobody").status_code == 404


def test_of_two_admins_who_remove_each_other_one_stays(
    office: Office, settings: Settings, now: Clock
) -> None:
    """Many times, since it is a race."""
    office.enrol("second", "admin")
    app = create_app(settings, now)

    def demote(pair: tuple[str, str, int]) -> int:
        token, target, version = pair
        body = {"reason": REASON, "role": "reviewer", "version": version}
        path = f"/api/registration/staff/{target}/role"
        return app.test_client().post(path, json=body, headers=bearer(token)).status_code

    tokens = {name: office.current(name).json["token"] for name in ("admin", "second")}
    pairs = [
        (tokens["admin"], office.ids["second"], office.version("second")),
        (tokens["second"], office.ids["admin"], office.version("admin")),
    ]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(demote, pairs)) == [200, 409]
    roles = [office.current(name).json["staff"]["role"] for name in ("admin", "second")]
    assert sorted(roles) == ["admin", "reviewer"]


def test_the_last_active_admin_cannot_be_removed(office: Office, desk: Desk) -> None:
    """The actor's own token outlives the loss of the role by up to a minute."""
    office.enrol("second", "admin")
    token = bearer(office.current("second").json["token"])
    assert office.decide("admin", "second", "role", role="viewer").status_code == 200
    for what in ("role", "suspend", "enrolment"):
        body = {"reason": REASON, "role": "viewer", "version": office.version("admin")}
        answer = office.api("POST", f"staff/{office.ids['admin']}/{what}", body, **token)
        assert (answer.status_code, answer.json["code"]) == (409, "last_admin")
    assert office.decide("admin", "second", "role", role="admin").status_code == 200
    answer = office.decide("second", "admin", "role", role="viewer")
    assert answer.status_code == 200


def test_decisions_are_audited_with_reason_and_change(office: Office) -> None:
    office.enrol("other", "reviewer")
    office.decide("admin", "other", "role", role="viewer")
    [row] = office.ask("admin", "GET", "audit?action=staff.change_role").json["items"]
    assert (row["reason"], row["target"]["id"]) == (REASON, office.ids["other"])
    assert row["changes"] == [{"field": "role", "before": "reviewer", "after": "viewer"}]
    sign_ins = office.ask("admin", "GET", "audit?action=staff.sign_in").json
    assert {row["actor"]["email"] for row in sign_ins["items"]} == {
        "admin@portal.example",
        "other@portal.example",
    }
