"""ST0: two factors, a cookie of its own, and enrolment."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network

import pytest

from tests.portal.conftest import Portal
from tests.portal.fakes import controls, text_of

TOKEN = "0123456789ABCDEFGHIJKLMNOPa"
INVITED = {
    "email": "staff@portal.example",
    "role": "reviewer",
    "totp_secret": "JBSWY3DPEHPK3PXP",
    "otpauth_uri": "otpauth://totp/portal:staff%40portal.example?secret=JBSWY3DPEHPK3PXP",
}


def test_password_then_code_then_the_staff_side(portal: Portal) -> None:
    portal.registration.answers_with("POST", "sessions", {"challenge": "c1"})
    started = {"secret": "staff-secret", "expires_at": "x", "staff": {}}
    portal.registration.answers_with("POST", "sessions/second-factor", started, 201)
    portal.browser.get("/staff/login")
    answer = portal.browser.submit("/staff/login", username="staff@portal.example", password="x")
    assert answer.location == "/staff/login/code"
    page = portal.browser.get(answer.location)
    assert controls(page.text)["code"].get("autocomplete") == "one-time-code"
    answer = portal.browser.submit("/staff/login/code", code="123456")
    assert (answer.status_code, answer.location) == (303, "/staff")
    assert portal.browser.cookie("portal_staff") == "staff-secret"
    assert portal.browser.cookie("portal_user") is None
    body = portal.registration.asked("POST", "sessions/second-factor")[0].body
    assert body == {"challenge": "c1", "code": "123456"}


@pytest.mark.parametrize("path", ["/staff/login", "/staff/login/code"])
def test_what_was_wrong_is_not_told(portal: Portal, path: str) -> None:
    portal.registration.answers_with("POST", "sessions", {"challenge": "c1"})
    portal.registration.refuses("POST", "sessions/second-factor", 401, "credentials_wrong")
    portal.browser.get("/staff/login")
    portal.browser.submit("/staff/login", username="a", password="b")
    portal.registration.refuses("POST", "sessions", 401, "credentials_wrong")
    portal.browser.get(path)
    page = portal.browser.submit(path, username="a", password="b", code="1")
    assert page.status_code == 422
    assert "入力内容が正しくありません" in page.text


def test_the_code_page_needs_the_password_first(portal: Portal) -> None:
    assert portal.browser.get("/staff/login/code").location == "/staff/login"


def test_enrolment_offers_the_key_as_picture_and_as_text(portal: Portal) -> None:
    portal.registration.answers_with("POST", "staff/enrolments/preview", INVITED)
    page = portal.browser.get(f"/staff/enrol/{TOKEN}")
    assert "JBSW Y3DP EHPK 3PXP" in text_of(page.text)
    assert "<svg" in page.text
    assert "style=" not in page.text
    assert page.headers["Referrer-Policy"] == "strict-origin"


def test_a_wrong_code_at_enrolment_keeps_the_page(portal: Portal) -> None:
    portal.registration.answers_with("POST", "staff/enrolments/preview", INVITED)
    portal.registration.refuses(
        "POST",
        "staff/enrolments",
        422,
        "invalid",
        errors=[{"field": "code", "code": "wrong", "message": "認証コードが正しくありません"}],
    )
    portal.browser.get(f"/staff/enrol/{TOKEN}")
    page = portal.browser.submit(f"/staff/enrol/{TOKEN}", password="a", password2="a", code="1")
    assert page.status_code == 422
    assert 'id="code-error"' in page.text


def test_a_used_enrolment_link_says_whom_to_ask(portal: Portal) -> None:
    portal.registration.refuses("POST", "staff/enrolments/preview", 410, "token_used")
    page = portal.browser.get(f"/staff/enrol/{TOKEN}")
    assert page.status_code == 410
    assert "管理者に、新しい登録用URLの発行を依頼してください" in page.text


def test_staff_pages_do_not_exist_outside_their_networks(
    make_portal: Callable[..., Portal],
) -> None:
    portal = make_portal(staff_networks=(ip_network("10.0.0.0/8"),))
    assert portal.browser.get("/staff/login").status_code == 404
    inside = portal.browser.get("/staff/login", environ_overrides={"REMOTE_ADDR": "10.1.2.3"})
    assert inside.status_code == 200


def test_a_user_cookie_opens_no_staff_page(portal: Portal) -> None:
    portal.sign_in()
    portal.browser.set_cookie("portal_staff", "secret")
    assert portal.browser.get("/staff/login").status_code == 200
