"""Staff help users, and never see or set a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registration.conftest import PASSWORD, Api, Clock
from tests.registration.test_master import Staff

REASON = {"reason": "本人から電話があったため"}
ACTS = ("resend", "unlock", "reset", "logout", "suspend", "resume")


@pytest.fixture
def reviewer(api: Api, secrets_dir: Path, now: Clock) -> Staff:
    return Staff(api, secrets_dir, now, "reviewer")


def user_id(api: Api) -> str:
    return str(api.db.users.find_one()["_id"])


@pytest.mark.parametrize(
    "typed", ["hanako", "ＨＡＮＡＫＯ＠example", "山田", "山田　花", "契0123456-7-8", "012345678"]
)
def test_users_are_found_by_address_name_or_number(api: Api, reviewer: Staff, typed: str) -> None:
    api.register()
    [found] = reviewer("GET", f"users?q={typed}").json["items"]
    assert (found["email"], found["state"]) == ("hanako@example.jp", "pending")


def test_others_are_not_found(api: Api, reviewer: Staff) -> None:
    api.register()
    for typed in ("", "taro", "山田 太", "契0123456-7-9", "^h", ".*"):
        assert reviewer("GET", f"users?q={typed}").json == {"items": []}


def test_no_secret_is_shown(api: Api, reviewer: Staff) -> None:
    api.activated()
    text = reviewer("GET", f"users/{user_id(api)}").get_data(as_text=True)
    assert "argon2" not in text
    assert "password" not in text
    assert "mac" not in text


def test_suspending_ends_sessions_at_once_and_resuming_lets_in_again(
    api: Api, reviewer: Staff
) -> None:
    api.activated()
    session = {"Authorization": f"Session {api.sign_in().json['secret']}"}
    shown = reviewer("GET", f"users/{user_id(api)}").json
    assert (len(shown["sessions"]), bool(shown["signed_in_at"])) == (1, True)
    answer = reviewer("POST", f"users/{user_id(api)}/suspend", REASON)
    assert (answer.json["state"], answer.json["sessions"]) == ("suspended", [])
    assert api("GET", "sessions/current", **session).status_code == 401
    assert api.sign_in().json["code"] == "suspended"
    again = reviewer("POST", f"users/{user_id(api)}/suspend", REASON)
    assert (again.status_code, again.json["code"]) == (409, "not_possible")
    assert reviewer("POST", f"users/{user_id(api)}/resume", REASON).json["state"] == "active"
    assert api.sign_in().status_code == 201


def test_unlocking(api: Api, reviewer: Staff) -> None:
    api.activated()
    for _ in range(6):
        api.sign_in(password="Wrong-Password1")
    assert api.sign_in().json["code"] == "locked"
    assert reviewer("GET", f"users/{user_id(api)}").json["locked_until"]
    assert reviewer("POST", f"users/{user_id(api)}/unlock", REASON).json["locked_until"] is None
    assert api.sign_in().status_code == 201


def test_every_device_is_signed_out(api: Api, reviewer: Staff) -> None:
    api.activated()
    sessions = [f"Session {api.sign_in().json['secret']}" for _ in range(2)]
    assert reviewer("POST", f"users/{user_id(api)}/logout", REASON).json["sessions"] == []
    for session in sessions:
        assert api("GET", "sessions/current", Authorization=session).status_code == 401


def test_a_reset_is_mailed_and_the_password_stays(api: Api, reviewer: Staff) -> None:
    api.activated()
    assert reviewer("POST", f"users/{user_id(api)}/reset", REASON).status_code == 200
    assert api.events("PasswordResetRequested", "resets")
    assert api.sign_in(password=PASSWORD).status_code == 201


def test_the_confirmation_mail_again(api: Api, reviewer: Staff, now: Clock) -> None:
    api.register()
    now.forward(minutes=2)
    fresh = Staff(api, reviewer.secrets_dir, now, "reviewer")
    assert fresh("POST", f"users/{user_id(api)}/resend").status_code == 200
    assert len(api.events("RegistrationSubmitted")) == 2
    soon = fresh("POST", f"users/{user_id(api)}/resend")
    assert (soon.status_code, soon.json["code"]) == (429, "resend_too_soon")
    api.post("activations", {"token": api.token()})
    assert fresh("POST", f"users/{user_id(api)}/resend").json["code"] == "not_possible"


def test_a_reason_is_needed(api: Api, reviewer: Staff) -> None:
    api.activated()
    for act in ACTS[1:]:
        answer = reviewer("POST", f"users/{user_id(api)}/{act}", {"reason": " "})
        assert answer.json["errors"][0]["message"] == "理由を入力してください"


def test_viewers_only_look_and_users_do_not(api: Api, secrets_dir: Path, now: Clock) -> None:
    api.activated()
    viewer = Staff(api, secrets_dir, now, "viewer")
    assert viewer("GET", f"users/{user_id(api)}").status_code == 200
    for act in ACTS:
        assert viewer("POST", f"users/{user_id(api)}/{act}", REASON).json["code"] == "forbidden"
        assert api("POST", f"users/{user_id(api)}/{act}", REASON).status_code == 401
    admin = Staff(api, secrets_dir, now, "admin")
    for act in ACTS:
        assert admin("POST", f"users/nobody/{act}", REASON).status_code == 404
