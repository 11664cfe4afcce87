"""Forms that arrive after their session has ended, and terms that change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.registration.conftest import Api, Clock, Db
from tests.registration.test_profile import STALE, me
from tests.registration.test_registrations import draft_of, post_draft
from tests.registration.test_sessions import current, session

PATH = "/my/profile?facility=f1"
TYPED = {"family_name": "佐藤", "note": "一行目\n二行目", "": "", "$where": "x", "a.b": "y"}


@pytest.fixture
def active(api: Api) -> Api:
    api.activated()
    return api


def keep(api: Api, held: str, typed: Any = TYPED, path: Any = PATH) -> Any:
    return api.post("rescued-forms", {"path": path, "typed": typed}, Authorization=held)


def take(api: Api, held: str, secret: str, path: str = PATH) -> Any:
    return me(api, held, "POST", "rescued-forms/take", {"secret": secret, "path": path})


@pytest.mark.parametrize("hours", [1, 12])
def test_a_form_of_an_ended_session_is_given_back_once(active: Api, now: Clock, hours: int) -> None:
    old = session(active)
    now.forward(hours=hours)
    assert current(active, old).status_code == 401
    kept = keep(active, old)
    assert kept.status_code == 201
    held = session(active)
    assert take(active, held, kept.json["secret"], "/my").status_code == 404
    answer = take(active, held, kept.json["secret"])
    assert (answer.status_code, answer.json) == (200, {"typed": TYPED})
    assert take(active, held, kept.json["secret"]).status_code == 404


def test_nobody_else_gets_it(active: Api, now: Clock) -> None:
    old = session(active)
    now.forward(hours=1)
    secret = keep(active, old).json["secret"]
    active.activated("other@example.jp", **STALE)
    other = f"Session {active.sign_in('other@example.jp').json['secret']}"
    assert take(active, other, secret).status_code == 404
    assert take(active, session(active), secret).status_code == 200


def test_it_is_forgotten_after_half_an_hour(active: Api, now: Clock) -> None:
    old = session(active)
    secret = keep(active, old).json["secret"]
    now.forward(minutes=30)
    assert take(active, old, secret).status_code == 404


def test_a_session_that_was_ended_on_purpose_keeps_nothing(active: Api) -> None:
    old = session(active)
    active("DELETE", "sessions/current", Authorization=old)
    assert keep(active, old).json["code"] == "session_ended"
    assert keep(active, "Session x").json["code"] == "session_ended"


def test_what_was_typed_rests_encrypted(active: Api, db: Db) -> None:
    keep(active, session(active))
    assert "佐藤" not in str(db.rescued_forms.find_one())


@pytest.mark.parametrize(
    "typed",
    [
        None,
        [],
        {"a": 1},
        {"a": ["x"]},
        {"a": "x" * 200_001},
        {f"f{number}": "" for number in range(501)},
    ],
)
def test_what_nobody_types_is_refused(active: Api, typed: Any) -> None:
    assert keep(active, session(active), typed).status_code == 422


@pytest.mark.parametrize("path", [None, "", "my", "https://evil.example/", "/" + "x" * 1000])
def test_what_is_no_address_of_the_site_is_refused(active: Api, path: Any) -> None:
    assert keep(active, session(active), path=path).status_code == 422


def test_the_terms_that_were_shown_are_noted(api: Api, now: Clock) -> None:
    draft = draft_of(api)
    assert api("PATCH", "drafts/current", {"terms_version": "2"}, Authorization=draft).json
    post_draft(api, draft)
    api.post("activations", {"token": api.token()})
    assert api.sign_in().json["user"]["terms_version"] == "2"


def test_newer_terms_are_agreed_to_with_their_day(active: Api, now: Clock) -> None:
    held = session(active)
    before = me(active, held, "GET").json
    assert before["terms_version"] == "1"
    now.forward(minutes=5)
    answer = me(active, held, "POST", "me/terms", {"version": "2"})
    assert answer.status_code == 200
    after = current(active, held).json["user"]
    assert after["terms_version"] == "2"
    assert after["terms_accepted_at"] > before["terms_accepted_at"]
    assert active.events("UserChanged") == []


@pytest.mark.parametrize("version", [None, "", 2, "x" * 21, "<2>", {"$gt": ""}])
def test_a_version_is_a_short_word(active: Api, version: Any) -> None:
    assert me(active, session(active), "POST", "me/terms", {"version": version}).status_code == 422
