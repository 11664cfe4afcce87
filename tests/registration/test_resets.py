"""Forgotten passwords."""

from __future__ import annotations

from typing import Any

import pytest
from bson import encode

from tests.registration.conftest import PASSWORD, Api, Clock, Db

NEW = "Amanohara-3307"


@pytest.fixture
def active(api: Api) -> Api:
    api.activated()
    return api


def ask(api: Api, email: str = "hanako@example.jp") -> Any:
    return api.post("password-resets", {"email": email})


def token(api: Api) -> str:
    return api.token("PasswordResetRequested", "resets")


def complete(api: Api, link: str, password: str = NEW, password2: str = NEW) -> Any:
    body = {"token": link, "password": password, "password2": password2}
    return api.post("password-resets/complete", body)


def preview(api: Api, link: str) -> Any:
    return api.post("password-resets/preview", {"token": link})


def test_a_new_password_ends_every_session_and_tells_the_user(active: Api, db: Db) -> None:
    held = [f"Session {active.sign_in().json['secret']}" for _ in range(2)]
    assert (ask(active).status_code, ask(active).json) == (202, {})
    link = token(active)
    assert preview(active, link).json == {"email": "hanako@example.jp"}
    assert complete(active, link).json == {}
    for session in held:
        answer = active("GET", "sessions/current", Authorization=session)
        assert answer.json["code"] == "session_ended"
    assert active.sign_in().status_code == 401
    assert active.sign_in(password=NEW).status_code == 201
    [changed] = active.events("PasswordChanged")
    assert changed.data.email == "hanako@example.jp"
    assert db.users.find_one()["session_epoch"] == 1


def test_a_link_works_once(active: Api) -> None:
    ask(active)
    link = token(active)
    complete(active, link)
    assert complete(active, link, "Other-99171", "Other-99171").json["code"] == "token_used"
    assert preview(active, link).json["code"] == "token_used"
    assert active.sign_in(password=NEW).status_code == 201


def test_a_link_lives_an_hour(active: Api, now: Clock) -> None:
    ask(active)
    link = token(active)
    now.forward(minutes=59)
    assert preview(active, link).status_code == 200
    now.forward(minutes=1)
    assert preview(active, link).json["code"] == "token_expired"
    assert complete(active, link).status_code == 410


def test_a_newer_link_ends_the_older_one(active: Api, now: Clock) -> None:
    ask(active)
    old = token(active)
    now.forward(minutes=1)
    ask(active)
    answer = complete(active, old)
    assert (answer.status_code, answer.json["code"]) == (410, "token_superseded")
    assert complete(active, token(active)).status_code == 200


def test_looking_changes_nothing(active: Api, db: Db) -> None:
    ask(active)
    link, before = token(active), list(db.resets.find())
    for _ in range(5):
        preview(active, link)
    assert list(db.resets.find()) == before


def test_unknown_addresses_get_the_same_answer_and_a_document_of_the_same_size(
    active: Api, db: Db
) -> None:
    known, unknown = ask(active), ask(active, "nobody@example.jp")
    assert (known.status_code, known.json) == (unknown.status_code, unknown.json)
    sizes = {len(encode(each)) for each in db.resets.find()}
    assert (db.resets.count_documents({}), len(sizes)) == (2, 1)
    assert len(active.events("PasswordResetRequested", "resets")) == 1
    assert "nobody" not in str(list(db.resets.find()))


def test_somebody_who_has_not_activated_gets_no_link(api: Api) -> None:
    api.register()
    assert ask(api).status_code == 202
    assert api.events("PasswordResetRequested", "resets") == []


def test_at_most_one_mail_a_minute(active: Api, now: Clock) -> None:
    for _ in range(3):
        assert ask(active).status_code == 202
    assert len(active.events(collection="resets")) == 1
    now.forward(minutes=1)
    ask(active)
    assert len(active.events(collection="resets")) == 2


@pytest.mark.parametrize(
    ("password", "password2", "field"),
    [
        ("", "", "password"),
        ("short", "short", "password"),
        (NEW, "Different-1", "password2"),
        ("Hanako123", "Hanako123", "password"),
    ],
)
def test_a_weak_password_does_not_spend_the_link(
    active: Api, password: str, password2: str, field: str
) -> None:
    ask(active)
    link = token(active)
    refused = complete(active, link, password, password2)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == field
    assert complete(active, link).status_code == 200


def test_a_reset_opens_the_lock(active: Api) -> None:
    for _ in range(6):
        active.sign_in(password="Wrong-8842x")
    ask(active)
    complete(active, token(active))
    assert active.sign_in(password=NEW).status_code == 201


def test_an_unknown_link(active: Api) -> None:
    ask(active, "nobody@example.jp")
    answer = complete(active, "x" * 27)
    assert (answer.status_code, answer.json["code"]) == (404, "token_unknown")
    assert active.sign_in(password=PASSWORD).status_code == 201
