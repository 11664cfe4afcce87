"""Signing in as a user, the token exchange, locks."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.registration.app import create_app
from services.registration.settings import Settings
from shared.secrets import Keys
from shared.web.auth import Verifier
from tests.registration.conftest import PASSWORD, Api, Clock, Db
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


@pytest.mark.parametrize("email", ["hanako@example.jp", "nobody@example.jp"])
def test_the_sixth_wrong_attempt_is_locked_whether_the_name_exists_or_not(
    active: Api, now: Clock, email: str
) -> None:
    for _ in range(5):
        assert active.sign_in(email, "Wrong-8842x").status_code == 401
    locked = active.sign_in(email)
    assert (locked.status_code, locked.json["code"]) == (429, "locked")
    assert (locked.json["minutes"], locked.json["retry_after"]) == (15, 900)
    assert locked.json["detail"] == (
        "ログインの失敗が続いたため、15分間ログインできません。"
        "パスワードを忘れた場合は再設定してください。"
    )
    now.forward(minutes=14, seconds=30)
    assert active.sign_in(email).json["minutes"] == 1
    now.forward(seconds=30)
    assert active.sign_in(email).status_code == (201 if "hanako" in email else 401)


def test_a_right_password_clears_the_count(active: Api) -> None:
    for _ in range(3):
        for _ in range(4):
            active.sign_in(password="Wrong-8842x")
        assert active.sign_in().status_code == 201


def test_another_name_is_not_locked(active: Api) -> None:
    for _ in range(6):
        active.sign_in("nobody@example.jp", "Wrong-8842x")
    assert active.sign_in().status_code == 201


def test_the_lock_holds_under_fifty_parallel_guesses(
    active: Api, settings: Settings, now: Clock, db: Db
) -> None:
    app = create_app(settings, now)

    def guess(number: int) -> int:
        body = {"email": "hanako@example.jp", "password": f"Guess-{number:04}"}
        return app.test_client().post("/api/registration/sessions", json=body).status_code

    with ThreadPoolExecutor(50) as pool:
        assert Counter(pool.map(guess, range(50))) == {401: 5, 429: 45}
    assert active.sign_in().json["code"] == "locked"


def test_the_name_is_not_stored_in_the_lock(active: Api, db: Db) -> None:
    active.sign_in("nobody@example.jp")
    assert "nobody" not in str(list(db.locks.find()))


def test_the_password_again_makes_the_session_fresh(active: Api, now: Clock) -> None:
    held = session(active)
    now.forward(minutes=20)
    before = current(active, held).json["auth_time"]
    answer = reauth(active, held, PASSWORD)
    assert answer.status_code == 200
    assert current(active, held).json["auth_time"] == answer.json["auth_time"] > before


def test_a_wrong_password_again_counts_towards_the_lock(active: Api) -> None:
    held = session(active)
    for _ in range(5):
        answer = reauth(active, held, "Wrong-8842x")
        assert (answer.status_code, answer.json["code"]) == (401, "password_wrong")
    assert reauth(active, held, PASSWORD).json["code"] == "locked"
    assert active.sign_in().json["code"] == "locked"
    assert current(active, held).status_code == 200
