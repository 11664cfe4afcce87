"""Five wrong attempts lock a name for a quarter of an hour, however they are made."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.registration.app import create_app
from services.registration.settings import Settings
from tests.registration.conftest import PASSWORD, Api, Clock, Db
from tests.registration.test_sessions import current, reauth, session


@pytest.fixture
def active(api: Api) -> Api:
    api.activated()
    return api


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
