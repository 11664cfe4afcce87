"""L3–L6: a forgotten password."""

from __future__ import annotations

import pytest

from tests.portal.conftest import Portal

TOKEN = "0123456789ABCDEFGHIJKLMNOPa"


def test_the_answer_is_the_same_for_every_address(portal: Portal) -> None:
    portal.registration.answers_with("POST", "password-resets", {}, 202)
    portal.browser.get("/password/forgot")
    answer = portal.browser.submit("/password/forgot", email="who@clinic.example")
    assert (answer.status_code, answer.location) == (303, "/password/sent")
    page = portal.browser.get(answer.location)
    assert "登録されているメールアドレスの場合、再設定用のURLをお送りしました。" in page.text


def test_an_address_that_is_none_is_said_at_its_field(portal: Portal) -> None:
    message = "メールアドレスは「@」を1つ含めて入力してください"
    portal.registration.refuses(
        "POST",
        "password-resets",
        422,
        "invalid",
        errors=[{"field": "email", "code": "format", "message": message}],
    )
    portal.browser.get("/password/forgot")
    page = portal.browser.submit("/password/forgot", email="who")
    assert page.status_code == 422
    assert page.text.count(message) == 2


def test_the_new_password_signs_this_browser_out_too(portal: Portal) -> None:
    preview = {"email": "taro@clinic.example"}
    portal.registration.answers_with("POST", "password-resets/preview", preview)
    portal.registration.answers_with("POST", "password-resets/complete", {})
    portal.browser.set_cookie("portal_user", "old")
    portal.registration.refuses("GET", "sessions/current", 401, "session_ended")
    page = portal.browser.get(f"/p/{TOKEN}")
    assert 'autocomplete="username" hidden' in page.text
    assert page.headers["Referrer-Policy"] == "strict-origin"
    answer = portal.browser.submit(f"/p/{TOKEN}", password="Aa345678", password2="Aa345678")
    assert (answer.status_code, answer.location) == (303, "/password/done")
    assert portal.browser.cookie("portal_user") is None
    assert "パスワードを設定しました" in portal.browser.get("/password/done").text


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "token_unknown"), (410, "token_used"), (410, "token_expired")],
)
def test_a_link_that_no_longer_works_offers_a_new_mail(
    portal: Portal, status: int, code: str
) -> None:
    portal.registration.refuses("POST", "password-resets/preview", status, code)
    page = portal.browser.get(f"/p/{TOKEN}")
    assert page.status_code == status
    assert "再設定のメールを送り直す" in page.text
