"""One's own password, second factor and recovery codes."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest

from services.registration.usecases.ports import Desk
from tests.registration.conftest import PASSWORD, Api, Clock, Db
from tests.registration.test_members import Office

NEW_PASSWORD = "Tachibana-5519"
EMAIL = "admin@portal.example"
ENDINGS = ["own.end_session", "own.end_other_sessions", "staff.sign_out"]


@pytest.fixture
def office(api: Api, desk: Desk, now: Clock) -> Office:
    office = Office(api, desk, now)
    office.enrol("admin", "admin")
    return office


def own(office: Office, path: str, **body: str) -> Any:
    return office.ask("admin", "POST", f"staff/me/{path}", body)


def first(office: Office, password: str = PASSWORD) -> Any:
    body = {"email": EMAIL, "password": password, "audience": "staff"}
    return office.api.post("sessions", body)


def second(office: Office, code: str, password: str = PASSWORD) -> Any:
    answer = {"challenge": first(office, password).json["challenge"], "code": code}
    return office.api.post("sessions/second-factor", answer)


def test_a_new_password_ends_every_session(office: Office) -> None:
    body = {"current_password": PASSWORD, "password": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert own(office, "password", **body).status_code == 200
    assert office.current("admin").status_code == 401
    assert first(office).status_code == 401
    assert first(office, NEW_PASSWORD).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"current_password": "Wrong-8842x"}, "current_password"),
        ({"password": "weak", "password2": "weak"}, "password"),
        ({"password2": "Other-8842x"}, "password2"),
        ({"password": PASSWORD, "password2": PASSWORD}, "password"),
    ],
)
def test_a_wrong_change_of_password_is_refused(
    office: Office, changes: dict[str, str], field: str
) -> None:
    body = {"current_password": PASSWORD, "password": NEW_PASSWORD, "password2": NEW_PASSWORD}
    answer = own(office, "password", **{**body, **changes})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]


def test_the_old_second_factor_counts_until_the_new_one_is_proven(
    office: Office, now: Clock
) -> None:
    wanted = own(office, "second-factor", current_password=PASSWORD).json
    shown = office.ask("admin", "GET", "staff/me/second-factor").json
    assert shown == wanted
    totp = pyotp.TOTP(wanted["totp_secret"])
    assert second(office, totp.at(now())).status_code == 401
    wrong = own(office, "second-factor/confirm", code="000000")
    assert wrong.json["errors"][0]["field"] == "code"
    done = own(office, "second-factor/confirm", code=totp.at(now()))
    assert len(done.json["recovery_codes"]) == 10
    assert second(office, totp.at(now())).status_code == 401, "its step is spent"
    now.forward(seconds=30)
    assert second(office, totp.at(now())).status_code == 201
    assert own(office, "second-factor/confirm", code="000000").json["code"] == "not_started"


def test_a_recovery_code_signs_in_once(office: Office, db: Db) -> None:
    codes = own(office, "recovery-codes", current_password=PASSWORD).json["recovery_codes"]
    assert codes[0] not in str(list(db.staff.find()))
    assert codes[0] not in str(list(db.audit.find()))
    typed = f"{codes[0][:5]}-{codes[0][5:]}"
    assert second(office, typed).status_code == 201
    assert second(office, codes[0]).status_code == 401
    assert office.ask("admin", "GET", "staff/me").json["recovery_codes"] == 9
    newer = own(office, "recovery-codes", current_password=PASSWORD).json["recovery_codes"]
    assert second(office, codes[1]).status_code == 401
    assert second(office, newer[1]).status_code == 201


def test_recovery_codes_need_the_password(office: Office) -> None:
    answer = own(office, "recovery-codes", current_password="Wrong-8842x")
    assert answer.json["errors"][0]["field"] == "current_password"


def test_own_sessions_are_listed_and_ended(office: Office) -> None:
    held = {"Authorization": f"Session {office.secrets['admin']}"}
    codes = own(office, "recovery-codes", current_password=PASSWORD).json["recovery_codes"]
    second(office, codes[0])
    listed = office.api("GET", "me/sessions", **held).json["items"]
    assert [each["current"] for each in listed].count(True) == 1
    assert len(listed) == 2
    assert office.api("DELETE", "me/sessions", **held).status_code == 204
    assert len(office.api("GET", "me/sessions", **held).json["items"]) == 1


def test_whoever_of_staff_ends_a_session_is_on_record(office: Office, db: Db) -> None:
    held = {"Authorization": f"Session {office.secrets['admin']}"}
    codes = own(office, "recovery-codes", current_password=PASSWORD).json["recovery_codes"]
    second(office, codes[0])
    [other] = [
        each["id"]
        for each in office.api("GET", "me/sessions", **held).json["items"]
        if not each["current"]
    ]
    for path in (f"me/sessions/{other}", f"me/sessions/{other}", "me/sessions"):
        office.api("DELETE", path, X_Portal_Client="192.0.2.77", **held)
    assert office.api("DELETE", "sessions/current", **held).status_code == 204
    rows = list(db.audit.find({"action": {"$in": ENDINGS}}).sort("at"))
    assert [(row["action"], row["outcome"], row["code"]) for row in rows] == [
        ("own.end_session", "ok", ""),
        ("own.end_session", "refused", "not_found"),
        ("own.end_other_sessions", "ok", ""),
        ("staff.sign_out", "ok", ""),
    ]
    for row in rows:
        assert row["actor"]["email"] == EMAIL
        assert row["target"] == {"kind": "staff", "id": office.ids["admin"]}
    assert rows[0]["address"] == "192.0.2.77"


def test_the_audit_can_be_asked_for_ended_sessions(office: Office) -> None:
    known = office.ask("admin", "GET", "audit/actions").json["items"]
    assert set(ENDINGS) <= {each["action"] for each in known}


def test_what_users_end_is_nobody_elses_business(office: Office, db: Db) -> None:
    office.api.activated()
    held = {"Authorization": f"Session {office.api.sign_in().json['secret']}"}
    for path in ("me/sessions/x", "me/sessions", "sessions/current", "sessions/current"):
        office.api("DELETE", path, **held)
    assert db.audit.count_documents({"action": {"$in": ENDINGS}}) == 0


def test_every_own_change_is_audited_without_its_secret(office: Office, db: Db) -> None:
    own(office, "recovery-codes", current_password=PASSWORD)
    wanted = own(office, "second-factor", current_password=PASSWORD).json
    rows = list(db.audit.find({"action": {"$regex": "^own"}}))
    assert {row["outcome"] for row in rows} == {"ok"}
    for secret in (PASSWORD, wanted["totp_secret"]):
        assert secret not in str(rows)
