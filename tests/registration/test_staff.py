"""Staff: enrolment by a one-time link, password and code."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyotp
import pytest

from services.registration.app import create_app
from services.registration.settings import Settings
from services.registration.usecases.ports import Desk
from services.registration.usecases.staff import invite, reset_second_factor
from shared.secrets import Keys
from shared.web.auth import Verifier
from tests.registration.conftest import PASSWORD, Api, Clock, Db

EMAIL = "reviewer@portal.example"
WRONG = "入力内容が正しくありません"


@pytest.fixture
def link(desk: Desk) -> str:
    return invite(desk, EMAIL, "reviewer").link.rpartition("/")[2]


@pytest.fixture
def totp(api: Api, link: str, now: Clock) -> pyotp.TOTP:
    """The authenticator of an enrolled reviewer, past the step of the enrolment."""
    secret = preview(api, link).json["totp_secret"]
    assert enrol(api, link, pyotp.TOTP(secret).at(now())).status_code == 200
    now.forward(seconds=30)
    return pyotp.TOTP(secret)


def preview(api: Api, link: str) -> Any:
    return api.post("staff/enrolments/preview", {"token": link})


def enrol(api: Api, link: str, code: str, password: str = PASSWORD) -> Any:
    body = {"token": link, "password": password, "password2": password, "code": code}
    return api.post("staff/enrolments", body)


def first(api: Api, password: str = PASSWORD, email: str = EMAIL) -> Any:
    return api.post("sessions", {"email": email, "password": password, "audience": "staff"})


def second(api: Api, challenge: str, code: str) -> Any:
    return api.post("sessions/second-factor", {"challenge": challenge, "code": code})


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_an_invited_person_enrols_and_signs_in(
    api: Api, link: str, totp: pyotp.TOTP, now: Clock, secrets_dir: Any
) -> None:
    answer = first(api)
    assert answer.status_code == 200
    assert answer.json.keys() == {"challenge"}
    signed_in = second(api, answer.json["challenge"], totp.at(now()))
    assert signed_in.status_code == 201
    assert signed_in.json["staff"]["role"] == "reviewer"
    held = f"Session {signed_in.json['secret']}"
    current = api("GET", "sessions/current", Authorization=held).json
    assert (current["kind"], current["staff"]["email"]) == ("staff", EMAIL)
    caller = Verifier(Keys(secrets_dir, "accounts").verifying(), now).caller(current["token"])
    assert (caller.role, caller.facilities) == ("reviewer", ())


def test_the_preview_shows_what_the_authenticator_needs(api: Api, link: str) -> None:
    shown = preview(api, link).json
    assert (shown["email"], shown["role"]) == (EMAIL, "reviewer")
    assert shown["otpauth_uri"].startswith("otpauth://totp/")
    assert shown == preview(api, link).json


def test_the_second_factor_rests_encrypted(api: Api, link: str, db: Db) -> None:
    assert preview(api, link).json["totp_secret"] not in str(list(db.staff.find()))


def test_a_wrong_code_does_not_spend_the_enrolment_link(api: Api, link: str, now: Clock) -> None:
    right = pyotp.TOTP(preview(api, link).json["totp_secret"]).at(now())
    refused = enrol(api, link, other(right))
    assert [error["field"] for error in refused.json["errors"]] == ["code"]
    assert enrol(api, link, right, "weak").json["errors"][0]["field"] == "password"
    assert enrol(api, link, right).status_code == 200
    assert enrol(api, link, right).json["code"] == "token_used"
    assert preview(api, link).json["code"] == "token_used"


def test_an_enrolment_link_lives_a_day(api: Api, link: str, now: Clock) -> None:
    now.forward(days=1)
    assert preview(api, link).json["code"] == "token_expired"
    assert preview(api, "x" * 27).json["code"] == "token_unknown"


def test_a_code_is_good_for_one_sign_in(api: Api, totp: pyotp.TOTP, now: Clock) -> None:
    code = totp.at(now())
    assert second(api, first(api).json["challenge"], code).status_code == 201
    again = second(api, first(api).json["challenge"], code)
    assert (again.status_code, again.json["code"]) == (401, "credentials_wrong")
    now.forward(seconds=30)
    assert second(api, first(api).json["challenge"], totp.at(now())).status_code == 201


def test_a_challenge_is_good_for_one_sign_in_within_five_minutes(
    api: Api, totp: pyotp.TOTP, now: Clock
) -> None:
    challenge = first(api).json["challenge"]
    assert second(api, challenge, totp.at(now())).status_code == 201
    now.forward(seconds=30)
    assert second(api, challenge, totp.at(now())).status_code == 401
    challenge = first(api).json["challenge"]
    now.forward(minutes=5)
    assert second(api, challenge, totp.at(now())).status_code == 401
    assert second(api, "nonsense", totp.at(now())).status_code == 401


def test_a_code_of_a_neighbouring_step_is_forgiven(api: Api, totp: pyotp.TOTP, now: Clock) -> None:
    late = totp.at(now())
    now.forward(seconds=30)
    assert second(api, first(api).json["challenge"], late).status_code == 201


def test_wrong_passwords_and_unknown_names_look_alike_and_lock(api: Api, totp: object) -> None:
    for email in (EMAIL, "nobody@portal.example"):
        for _ in range(5):
            answer = first(api, "Wrong-8842x", email)
            assert (answer.status_code, answer.json["detail"]) == (401, WRONG)
        assert first(api, PASSWORD, email).json["code"] == "locked"


def test_wrong_codes_lock_as_well(api: Api, totp: pyotp.TOTP, now: Clock) -> None:
    challenge, code = first(api).json["challenge"], totp.at(now())
    for _ in range(5):
        assert second(api, challenge, other(code)).status_code == 401
    assert second(api, challenge, code).json["code"] == "locked"
    assert first(api).json["code"] == "locked"


def test_parallel_codes_cannot_outrun_the_lock(
    api: Api, totp: pyotp.TOTP, settings: Settings, now: Clock
) -> None:
    challenge, app = first(api).json["challenge"], create_app(settings, now)
    wrong = other(totp.at(now()))

    def guess(_: int) -> int:
        body = {"challenge": challenge, "code": wrong}
        path = "/api/registration/sessions/second-factor"
        return app.test_client().post(path, json=body).status_code

    with ThreadPoolExecutor(20) as pool:
        assert Counter(pool.map(guess, range(20))) == {401: 5, 429: 15}


def test_staff_and_users_are_different_people(api: Api, totp: object) -> None:
    assert api.sign_in(EMAIL).status_code == 401
    api.activated()
    assert first(api, PASSWORD, "hanako@example.jp").status_code == 401


def test_somebody_who_has_not_enrolled_cannot_sign_in(api: Api, link: str) -> None:
    assert first(api).status_code == 401
    assert first(api, "x").status_code == 401


def test_a_new_second_factor_ends_the_old_one_and_every_session(
    api: Api, desk: Desk, totp: pyotp.TOTP, now: Clock
) -> None:
    signed_in = second(api, first(api).json["challenge"], totp.at(now())).json
    link = reset_second_factor(desk, EMAIL).link.rpartition("/")[2]
    held = f"Session {signed_in['secret']}"
    assert api("GET", "sessions/current", Authorization=held).json["code"] == "session_ended"
    assert first(api).status_code == 401
    assert preview(api, link).json["totp_secret"] != totp.secret


def test_a_second_reset_ends_the_link_of_the_first(api: Api, desk: Desk, link: str) -> None:
    reset_second_factor(desk, EMAIL)
    assert preview(api, link).json["code"] == "token_superseded"
