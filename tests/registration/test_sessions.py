"""Signing in as a user, the token exchange, locks."""

from __future__ import annotations

from typing import Any

import pytest

from shared.secrets import Keys
from shared.web.auth import Verifier
from tests.registration.conftest import Api, Clock, Db
from tests.support.tokens import bearer

WRONG = "ユーザー名またはパスワードが正しくありません"


@pytest.fixture
def active(api: Api) -> Api:
    api.activated()
    return api


def session(api: Api) -> str:
    return f"Session {api.sign_in().json['secret']}"


def current(api: Api, held: str) -> Any:
    return api("GET", "sessions/current", Authorization=held)


def reauth(api: Api, held: str, password: str) -> Any:
    return api.post("sessions/current/reauth", {"password": password}, Authorization=held)


def test_signing_in_tells_who_it_is_and_when_it_was_last(active: Api, now: Clock) -> None:
    first = active.sign_in("Hanako@Example.jp ")
    assert first.status_code == 201
    assert first.json["last_login_at"] is None
    assert first.json["user"]["family_name"] == "山田"
    assert first.json["user"]["facilities"][0]["institution_code"] == "1234567890"
    now.forward(hours=1)
    assert active.sign_in().json["last_login_at"] is not None


def test_the_exchange_gives_a_token_every_service_can_check(
    active: Api, now: Clock, secrets_dir: Any
) -> None:
    answer = current(active, session(active))
    verifier = Verifier(Keys(secrets_dir, "accounts").verifying(), now)
    caller = verifier.caller(answer.json["token"])
    assert (caller.role, caller.name) == ("user", "山田 花子")
    assert caller.facilities[0].id == "judo-kei012345678"
    assert caller.sub == answer.json["user"]["user_id"]
    assert abs((caller.auth_time - now()).total_seconds()) < 1
    assert active("GET", "me", **bearer(answer.json["token"])).json == answer.json["user"]
    now.forward(seconds=61)
    assert active("GET", "me", **bearer(answer.json["token"])).status_code == 401


def test_the_secret_itself_is_not_stored(active: Api, db: Db) -> None:
    secret = session(active).removeprefix("Session ")
    assert secret not in str(list(db.sessions.find()))


@pytest.mark.parametrize("header", ["", "Session", "Session x", "Bearer x", "Session ½"])
def test_no_session(api: Api, header: str) -> None:
    answer = api("GET", "sessions/current", **({"Authorization": header} if header else {}))
    assert (answer.status_code, answer.json["code"]) == (401, "session_ended")


def test_a_session_rests_an_hour_at_most(active: Api, now: Clock) -> None:
    held = session(active)
    for _ in range(3):
        now.forward(minutes=59)
        assert current(active, held).status_code == 200
    now.forward(minutes=60)
    assert current(active, held).json["code"] == "session_ended"


def test_a_session_lasts_half_a_day_at_most(active: Api, now: Clock) -> None:
    held = session(active)
    for _ in range(13):
        now.forward(minutes=55)
        assert current(active, held).status_code == 200
    now.forward(minutes=5)
    assert current(active, held).json["code"] == "session_ended"


def test_being_seen_is_written_at_most_once_a_minute(active: Api, db: Db, now: Clock) -> None:
    held = session(active)
    began = db.sessions.find_one()["seen_at"]
    now.forward(seconds=59)
    current(active, held)
    assert db.sessions.find_one()["seen_at"] == began
    now.forward(seconds=1)
    current(active, held)
    assert db.sessions.find_one()["seen_at"] > began


def test_signing_out_ends_this_session_only(active: Api) -> None:
    one, other = session(active), session(active)
    assert active("DELETE", "sessions/current", Authorization=one).status_code == 204
    assert active("DELETE", "sessions/current", Authorization=one).status_code == 204
    assert current(active, one).status_code == 401
    assert current(active, other).status_code == 200


def test_a_wrong_password_and_an_unknown_name_look_alike(active: Api) -> None:
    wrong = active.sign_in(password="Wrong-8842x")
    unknown = active.sign_in("nobody@example.jp")
    for answer in (wrong, unknown):
        assert (answer.status_code, answer.json["code"]) == (401, "credentials_wrong")
        assert answer.json["detail"] == WRONG


def test_empty_fields_are_asked_for(api: Api) -> None:
    messages = [error["message"] for error in api.sign_in("", "").json["errors"]]
    assert messages == [
        "ユーザー名（メールアドレス）を入力してください",
        "パスワードを入力してください",
    ]


def test_a_right_password_before_activation_says_so(api: Api) -> None:
    api.register()
    answer = api.sign_in()
    assert (answer.status_code, answer.json["code"]) == (403, "not_activated")
    assert answer.json["masked_email"] == "h***@example.jp"
    assert api.sign_in(password="Wrong-8842x").json["code"] == "credentials_wrong"


def test_a_suspended_user_is_told_and_loses_the_session(active: Api, db: Db) -> None:
    held = session(active)
    db.users.update_one({}, {"$set": {"state": "suspended"}})
    assert current(active, held).json["code"] == "session_ended"
    assert active.sign_in().json["code"] == "suspended"
