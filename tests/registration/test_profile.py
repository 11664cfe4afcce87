"""What users change about themselves, and who hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.registration.conftest import PASSWORD, Api, Clock, Db
from tests.registration.test_sessions import current, session
from tests.support.tokens import bearer

NEW = "hanako@new.example"
STALE = {"kind": "ahaki", "reg_prefix": "", "reg_number": "0123456789"}


@pytest.fixture
def active(api: Api) -> Api:
    api.activated()
    return api


@pytest.fixture
def held(active: Api) -> str:
    return session(active)


def me(api: Api, held: str, method: str, path: str = "me", body: Any = None, **headers: str) -> Any:
    token = current(api, held).json["token"]
    return api(method, path, body, **bearer(token), **headers)


def wish(api: Api, held: str, email: str = NEW, password: str = PASSWORD, **headers: str) -> Any:
    body = {"email": email, "current_password": password}
    return me(api, held, "POST", "me/email", body, **headers)


def link(api: Api) -> dict[str, str]:
    return {"token": api.token("EmailChangeRequested")}


def test_a_change_is_told_with_the_names_of_what_differs(active: Api, held: str) -> None:
    given = {"family_name": " 佐藤 ", "given_name": "花子", "phone": "＋81-90-1234-5678"}
    answer = me(active, held, "PATCH", body=given)
    assert answer.status_code == 200
    assert (answer.json["family_name"], answer.json["phone"]) == ("佐藤", "09012345678")
    [told] = active.events("UserChanged")
    assert told.data.changed == ["family_name", "phone"]
    assert (told.data.family_name, told.data.given_name) == ("佐藤", "花子")
    assert told.data.facilities[0].id == "judo-kei012345678"
    [activated] = active.events("UserActivated")
    assert told.aggregateversion > activated.aggregateversion
    assert current(active, held).json["user"] == answer.json


def test_what_stays_the_same_is_not_told(active: Api, held: str) -> None:
    same = {"family_name": "山田", "given_name": "花子", "phone": "0312345678"}
    assert me(active, held, "PATCH", body=same).status_code == 200
    assert me(active, held, "PATCH", body={}).status_code == 200
    assert active.events("UserChanged") == []


def test_everything_wrong_is_said_at_once_and_nothing_is_kept(active: Api, held: str) -> None:
    wrong = {"family_name": "山" * 41, "given_name": "", "phone": "123"}
    answer = me(active, held, "PATCH", body=wrong)
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json["errors"]} == set(wrong)
    assert me(active, held, "GET").json["given_name"] == "花子"


@pytest.mark.parametrize("field", ["email", "facilities", "state", "terms", "user_id", "password"])
def test_nothing_else_can_be_changed_this_way(active: Api, held: str, db: Db, field: str) -> None:
    before = db.users.find_one()
    assert me(active, held, "PATCH", body={field: "x"}).status_code == 200
    assert db.users.find_one() == before


def test_staff_and_strangers_have_no_profile(api: Api) -> None:
    for method, path in (("PATCH", "me"), ("POST", "me/email")):
        assert api(method, path, {}).status_code == 401


def test_a_new_address_is_proven_before_it_counts(active: Api, held: str, now: Clock) -> None:
    answer = wish(active, held, "Hanako@New.example ")
    assert (answer.status_code, answer.json["email"]) == (202, NEW)
    [asked] = active.events("EmailChangeRequested")
    assert (asked.data.email, asked.data.present_email) == (NEW, "hanako@example.jp")
    assert active.sign_in().status_code == 201
    preview = active.post("email-changes/preview", link(active))
    assert preview.json["email"] == NEW
    assert preview.json["masked_email"] == "h***@example.jp"
    assert active.sign_in(NEW).status_code == 401

    done = active.post("email-changes", link(active))
    assert (done.status_code, done.json) == (200, {"email": NEW})
    assert active.sign_in(NEW).status_code == 201
    assert active.sign_in().status_code == 401
    assert current(active, held).json["user"]["email"] == NEW
    [told] = active.events("UserChanged")
    assert (told.data.changed, told.data.email) == (["email"], NEW)


def test_a_link_works_once_and_for_a_day(active: Api, held: str, now: Clock) -> None:
    wish(active, held)
    first = link(active)
    now.forward(minutes=2)
    wish(active, held, "other@new.example")
    second = link(active)
    for path in ("email-changes/preview", "email-changes"):
        assert active.post(path, {"token": "x" * 27}).json["code"] == "token_unknown"
        assert active.post(path, first).json["code"] == "token_superseded"
    now.forward(hours=24)
    assert active.post("email-changes", second).json["code"] == "token_expired"
    wish(active, session(active))
    third = link(active)
    assert active.post("email-changes", third).status_code == 200
    for token in (first, second, third):
        assert active.post("email-changes", token).json["code"] == "token_used"
        assert active.post("email-changes/preview", token).json["code"] == "token_used"


def test_the_present_address_is_no_new_one(active: Api, held: str) -> None:
    answer = wish(active, held, "HANAKO@example.jp")
    [error] = answer.json["errors"]
    assert (error["field"], error["message"]) == ("email", "現在のメールアドレスと同じです")


def test_a_wrong_password_counts_towards_the_lock(active: Api, held: str) -> None:
    for _ in range(5):
        answer = wish(active, held, password="Wrong-8842x")
        [error] = answer.json["errors"]
        assert error["field"] == "current_password"
        assert error["message"] == "現在のパスワードが正しくありません"
    assert wish(active, held).json["code"] == "locked"
    assert active.sign_in().json["code"] == "locked"
    assert active.events("EmailChangeRequested") == []


def test_an_address_in_use_is_only_told_to_whoever_proves_it(active: Api, held: str) -> None:
    free = wish(active, held, "free@new.example")
    active.activated("taken@example.jp", **STALE)
    other = f"Session {active.sign_in('taken@example.jp').json['secret']}"
    taken = wish(active, other, "hanako@example.jp")
    assert (free.status_code, taken.status_code) == (202, 202)
    assert free.json.keys() == taken.json.keys()
    for path in ("email-changes/preview", "email-changes"):
        assert active.post(path, link(active)).json["code"] == "address_taken"
    assert current(active, other).json["user"]["email"] == "taken@example.jp"
    assert current(active, held).json["user"]["email"] == "hanako@example.jp"


def test_wishes_come_no_faster_than_mails_may(active: Api, held: str, now: Clock) -> None:
    for _ in range(2):
        assert wish(active, held, Idempotency_Key="form-1").status_code == 202
    assert len(active.events("EmailChangeRequested")) == 1
    early = wish(active, held, "other@new.example")
    assert (early.status_code, early.json["code"]) == (429, "resend_too_soon")
    now.forward(minutes=1)
    assert wish(active, held, "other@new.example").status_code == 202


def test_a_reset_mailed_to_the_old_address_ends_with_it(active: Api, held: str) -> None:
    active.post("password-resets", {"email": "hanako@example.jp"})
    reset = {"token": active.token("PasswordResetRequested", "resets")}
    assert active.post("password-resets/preview", reset).status_code == 200
    wish(active, held)
    active.post("email-changes", link(active))
    assert active.post("password-resets/preview", reset).json["code"] == "token_unknown"


def test_the_token_is_not_stored(active: Api, held: str, db: Db) -> None:
    wish(active, held)
    token = link(active)["token"]
    assert token not in str(list(db.users.find()))
