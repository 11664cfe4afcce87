"""Once more, please: by address, by draft, by an old link; never too often, never telling."""

from __future__ import annotations

from typing import Any

import pytest

from tests.registration.conftest import Api, Clock
from tests.registration.test_registrations import draft_of, post_draft


def resend(api: Api, body: dict[str, str], **headers: str) -> Any:
    return api.post("registrations/resend", body, **headers)


def sent(api: Api) -> int:
    return len(api.events("RegistrationSubmitted"))


def test_by_address_after_a_minute(api: Api, now: Clock) -> None:
    api.register()
    now.forward(seconds=60)
    answer = resend(api, {"email": "HANAKO@example.jp "})
    assert (answer.status_code, answer.json) == (202, {"retry_after": 60})
    assert sent(api) == 2
    now.forward(seconds=59)
    early = resend(api, {"email": "hanako@example.jp"})
    assert (early.status_code, early.json["code"]) == (429, "resend_too_soon")
    assert early.json["retry_after"] == 1
    assert early.headers["Retry-After"] == "1"
    assert early.json["detail"] == "再送は1秒後にできます。"


def test_by_the_draft_a_minute_after_the_first_mail(api: Api, now: Clock) -> None:
    draft = draft_of(api)
    post_draft(api, draft)
    now.forward(seconds=59)
    early = resend(api, {}, Authorization=draft)
    assert (early.status_code, early.json["retry_after"]) == (429, 1)


@pytest.mark.parametrize("seconds", [0, 30, 61])
def test_a_fresh_registration_is_not_told_from_an_address_nobody_has(
    api: Api, now: Clock, seconds: int
) -> None:
    api.register()
    now.forward(seconds=seconds)
    for _ in range(8):
        fresh, nobody = (resend(api, {"email": f"{who}@example.jp"}) for who in ("hanako", "who"))
        assert (fresh.status_code, fresh.json["retry_after"]) == (
            nobody.status_code,
            nobody.json["retry_after"],
        )
        now.forward(seconds=61)


def test_a_first_mail_of_this_minute_is_not_followed_by_another(api: Api) -> None:
    api.register()
    assert resend(api, {"email": "hanako@example.jp"}).status_code == 202
    assert sent(api) == 1


def test_an_unknown_address_gets_the_same_answers(api: Api, now: Clock) -> None:
    unknown = {"email": "nobody@example.jp"}
    assert resend(api, unknown).status_code == 202
    assert resend(api, unknown).json["code"] == "resend_too_soon"
    assert api.events() == []


def test_an_active_address_gets_nothing(api: Api, now: Clock) -> None:
    api.activated()
    now.forward(minutes=1)
    assert resend(api, {"email": "hanako@example.jp"}).status_code == 202
    assert sent(api) == 1


def test_five_a_day_for_one_address(api: Api, now: Clock) -> None:
    api.register()
    for _ in range(5):
        now.forward(minutes=2)
        assert resend(api, {"email": "hanako@example.jp"}).status_code == 202
    now.forward(minutes=2)
    assert resend(api, {"email": "hanako@example.jp"}).json["retry_after"] > 3600
    now.forward(days=1)
    assert resend(api, {"email": "hanako@example.jp"}).status_code == 202


def test_by_the_draft_that_was_sent(api: Api, now: Clock) -> None:
    draft = draft_of(api)
    assert resend(api, {}, Authorization=draft).status_code == 422
    post_draft(api, draft)
    now.forward(minutes=1)
    assert resend(api, {}, Authorization=draft).status_code == 202
    assert sent(api) == 2
    assert resend(api, {}).json["code"] == "draft_gone"


def test_one_press_with_an_expired_link(api: Api, now: Clock) -> None:
    api.register()
    old = api.token()
    now.forward(days=6)
    assert resend(api, {"token": old}).status_code == 202
    assert api.post("activations", {"token": api.token()}).status_code == 200
    assert resend(api, {"token": old}).json["code"] == "token_used"


def test_a_link_older_than_a_week_leads_back_to_the_start(api: Api, now: Clock) -> None:
    api.register()
    old = api.token()
    now.forward(days=7)
    answer = resend(api, {"token": old})
    assert (answer.status_code, answer.json["code"]) == (410, "token_expired")
    assert answer.json["can_resend"] is False
    assert resend(api, {"email": "hanako@example.jp"}).status_code == 202
    assert sent(api) == 1


def test_an_unknown_link(api: Api) -> None:
    assert resend(api, {"token": "x" * 27}).json["code"] == "token_unknown"


def test_a_double_click_sends_one_mail_and_gets_one_answer(api: Api, now: Clock) -> None:
    api.register()
    now.forward(minutes=1)
    for _ in range(2):
        answer = resend(api, {"email": "hanako@example.jp"}, Idempotency_Key="form-9")
        assert answer.status_code == 202
    assert sent(api) == 2
