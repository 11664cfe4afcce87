"""Where a user is signed in, and a new password."""

from __future__ import annotations

from typing import Any

import pytest

from tests.registration.conftest import PASSWORD, Api, Clock
from tests.registration.test_profile import STALE
from tests.registration.test_sessions import current, session

NEW = "Sakura-Botan88"
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/140.0"


@pytest.fixture
def active(api: Api) -> Api:
    api.activated()
    return api


@pytest.fixture
def held(active: Api) -> str:
    return session(active)


def sign_in_from(api: Api, address: str, agent: str = AGENT) -> str:
    body = {"email": "hanako@example.jp", "password": PASSWORD}
    headers = {"X_Portal_Client": address, "User_Agent": agent}
    return f"Session {api.post('sessions', body, **headers).json['secret']}"


def listed(api: Api, held: str) -> list[dict[str, Any]]:
    return api("GET", "me/sessions", Authorization=held).json["items"]


def end(api: Api, held: str, *which: str) -> int:
    path = "/".join(("me/sessions", *which))
    return api("DELETE", path, Authorization=held).status_code


def change(api: Api, held: str, **body: str) -> Any:
    whole = {"current_password": PASSWORD, "password": NEW, "password2": NEW, **body}
    return api.post("me/password", whole, Authorization=held)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("192.0.2.77", "192.0.2.*"),
        ("::ffff:192.0.2.77", "192.0.2.*"),
        ("2001:db8:0:1::7", "2001:db8:0:*"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_a_session_tells_device_and_network_but_no_whole_address(
    active: Api, address: str, shown: str
) -> None:
    [own] = listed(active, sign_in_from(active, address))
    assert (own["user_agent"], own["address"], own["current"]) == (AGENT, shown, True)


def test_a_hostile_user_agent_is_only_long(active: Api) -> None:
    [own] = listed(active, sign_in_from(active, "192.0.2.77", "<script>" * 1000))
    assert len(own["user_agent"]) == 300


def test_sessions_that_have_ended_are_not_listed(active: Api, now: Clock) -> None:
    session(active)
    now.forward(minutes=61)
    held = session(active)
    now.forward(minutes=2)
    [own] = listed(active, held)
    assert own["current"]
    assert own["began_at"] == current(active, held).json["auth_time"]


def test_the_last_seen_comes_first(active: Api, now: Clock) -> None:
    first, second = session(active), session(active)
    now.forward(minutes=2)
    current(active, first)
    assert [row["current"] for row in listed(active, first)] == [True, False]
    assert [row["current"] for row in listed(active, second)] == [False, True]


def test_one_is_signed_out_or_all_others(active: Api) -> None:
    held, second, third = (session(active) for _ in range(3))
    [other, _] = (row["id"] for row in listed(active, held) if not row["current"])
    assert end(active, held, other) == 204
    assert end(active, held, other) == 404
    assert len(listed(active, held)) == 2
    assert end(active, held) == 204
    assert [current(active, each).status_code for each in (held, second, third)] == [200, 401, 401]


def test_other_peoples_sessions_do_not_exist(active: Api, held: str) -> None:
    active.activated("other@example.jp", **STALE)
    stranger = f"Session {active.sign_in('other@example.jp').json['secret']}"
    [theirs] = listed(active, stranger)
    assert end(active, held, theirs["id"]) == 404
    assert end(active, held) == 204
    assert current(active, stranger).status_code == 200


def test_who_is_not_signed_in_sees_nothing(api: Api) -> None:
    for method, path in (
        ("GET", "me/sessions"),
        ("DELETE", "me/sessions/x"),
        ("POST", "me/password"),
    ):
        body = {} if method == "POST" else None
        assert api(method, path, body, Authorization="Session x").json["code"] == "session_ended"


def test_a_new_password_ends_every_other_session(active: Api, held: str) -> None:
    other = session(active)
    answer = change(active, held)
    assert (answer.status_code, answer.json) == (200, {})
    assert current(active, held).status_code == 200
    assert current(active, other).status_code == 401
    assert active.sign_in().status_code == 401
    assert active.sign_in(password=NEW).status_code == 201
    [told] = active.events("PasswordChanged")
    assert told.data.email == "hanako@example.jp"
    assert len(listed(active, held)) == 2


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"current_password": ""}, "current_password", "現在のパスワードを入力してください"),
        (
            {"current_password": "Wrong-8842x"},
            "current_password",
            "現在のパスワードが正しくありません",
        ),
        (
            {"password": PASSWORD, "password2": PASSWORD},
            "password",
            "現在と異なるパスワードを入力してください",
        ),
        (
            {"password": "Ab1", "password2": "Ab1"},
            "password",
            "パスワードは8文字以上で入力してください（現在3文字）",
        ),
        (
            {"password2": "Sakura-Botan89"},
            "password2",
            "パスワードと確認用のパスワードが一致しません",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    active: Api, held: str, body: dict[str, str], field: str, message: str
) -> None:
    answer = change(active, held, **body)
    assert answer.status_code == 422
    found = [(error["field"], error["message"]) for error in answer.json["errors"]]
    assert found == [(field, message)]
    assert active.events("PasswordChanged") == []


def test_a_wrong_present_password_counts_towards_the_lock(active: Api, held: str) -> None:
    for _ in range(5):
        assert change(active, held, current_password="Wrong-8842x").status_code == 422
    assert change(active, held).json["code"] == "locked"
    assert active.sign_in().json["code"] == "locked"
    assert current(active, held).status_code == 200


def test_the_sign_in_before_this_one_is_remembered(active: Api, held: str, now: Clock) -> None:
    assert current(active, held).json["last_login_at"] is None
    before = now()
    now.forward(hours=1)
    told = current(active, session(active)).json["last_login_at"]
    assert told == before.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
