"""ST7: helping users."""

from __future__ import annotations

from typing import Any

import pytest

from services.portal.pages.users import ACTS
from tests.portal.answers import page
from tests.portal.conftest import Portal
from tests.portal.fakes import USER, text_of

PATH = "/staff/users"
ONE = f"{PATH}/u1"
SENT = {
    "id": "m1",
    "subject": "ユーザー登録完了のお知らせ",
    "created_at": "2026-11-20T00:31:00.000Z",
}


def user(state: str = "active", **changes: Any) -> dict[str, Any]:
    about = {
        "state": state,
        "created_at": "2026-11-20T00:30:00.000Z",
        "activated_at": "2026-11-20T00:40:00.000Z",
        "signed_in_at": None,
        "locked_until": None,
        "sessions": [],
    }
    return {**USER, **about, **changes}


def at_support(portal: Portal, found: dict[str, Any], role: str = "reviewer") -> str:
    portal.sign_in_staff(role)
    portal.registration.answers_with("GET", "users/u1", found)
    portal.notifier.answers_with("GET", "messages", page(SENT))
    portal.registration.answers_with("GET", "audit", page())
    return text_of(portal.browser.get(ONE).text)


def test_rows_come_with_a_search(portal: Portal) -> None:
    portal.sign_in_staff("viewer")
    assert "ここに利用者が表示されます" in portal.browser.get(PATH).text
    assert not portal.registration.asked("GET", "users")
    portal.registration.answers_with("GET", "users", {"items": [user()]})
    assert "taro@clinic.example" in portal.browser.get(f"{PATH}?q=taro").text
    portal.registration.answers_with("GET", "users", {"items": []})
    assert "条件に合う利用者はいません。" in portal.browser.get(f"{PATH}?q=none").text


@pytest.mark.parametrize(
    ("found", "offered"),
    [
        (user("pending", activated_at=None), ["resend"]),
        (user(), ["reset", "logout", "suspend"]),
        (user("suspended"), ["resume"]),
        (
            user(locked_until="2026-11-20T00:45:00.000Z"),
            ["unlock", "reset", "logout", "suspend"],
        ),
    ],
)
def test_only_what_is_possible_is_offered(
    portal: Portal, found: dict[str, Any], offered: list[str]
) -> None:
    text = at_support(portal, found)
    assert [name for name, act in ACTS.items() if act.button in text] == offered
    assert SENT["subject"] in text


def test_viewers_only_look(portal: Portal) -> None:
    text = at_support(portal, user(), "viewer")
    assert "参照の権限のため、操作はできません。" in text
    assert "利用を停止する" not in text
    assert portal.browser.get(f"{ONE}/suspend").location == ONE


def test_an_act_is_confirmed_with_a_reason(portal: Portal) -> None:
    at_support(portal, user())
    portal.browser.get(f"{ONE}/suspend")
    errors = [{"field": "reason", "code": "required", "message": "理由を入力してください"}]
    portal.registration.refuses("POST", "users/u1/suspend", 422, "invalid", errors=errors)
    answer = portal.browser.submit(f"{ONE}/suspend", reason="")
    assert answer.status_code == 422
    assert "理由を入力してください" in text_of(answer.text)
    portal.registration.answers_with("POST", "users/u1/suspend", user("suspended"))
    assert portal.browser.submit(f"{ONE}/suspend", reason="電話").location == ONE
    assert portal.registration.asked("POST", "users/u1/suspend")[-1].body == {"reason": "電話"}
    assert "利用を停止しました。" in portal.browser.get(ONE).text


def test_too_early_a_mail_is_told(portal: Portal) -> None:
    at_support(portal, user("pending", activated_at=None))
    portal.browser.get(f"{ONE}/resend")
    detail = "再送は30秒後にできます。"
    portal.registration.refuses("POST", "users/u1/resend", 429, "resend_too_soon", detail=detail)
    assert portal.browser.submit(f"{ONE}/resend").location == ONE
    assert detail in portal.browser.get(ONE).text


def test_the_page_stands_without_the_notifier(portal: Portal) -> None:
    at_support(portal, user())
    portal.notifier.refuses("GET", "messages", 503, "unavailable")
    assert "ただいま確認できません" in portal.browser.get(ONE).text
