"""ST13: one's own account."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.conftest import Portal
from tests.portal.fakes import text_of
from tests.portal.test_members import member

ME = "/staff/me"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Edg/130"
CODES = ["0123456789", "9876543210"]


def session(**changes: Any) -> dict[str, Any]:
    whole = {
        "id": "one",
        "user_agent": WINDOWS,
        "address": "192.0.2.*",
        "began_at": "2026-11-20T01:00:00.000Z",
        "seen_at": "2026-11-20T02:00:00.000Z",
        "current": True,
    }
    return {**whole, **changes}


@pytest.fixture
def signed_in(portal: Portal) -> Portal:
    portal.sign_in_staff("viewer")
    portal.registration.answers_with("GET", "staff/me", member(id="s1", recovery_codes=7))
    every = [session(), session(id="two", current=False)]
    portal.registration.answers_with("GET", "me/sessions", {"items": every})
    return portal


def test_the_page_shows_what_is_registered_and_where_one_is_signed_in(signed_in: Portal) -> None:
    words = text_of(signed_in.browser.get(ME).text)
    for word in ("審査二郎", "残り7個", "Windows・Edge", "この端末"):
        assert word in words


def test_sessions_are_ended_one_by_one_or_all(signed_in: Portal) -> None:
    for path in ("me/sessions/two", "me/sessions"):
        signed_in.registration.answers_with("DELETE", path, None, 204)
    signed_in.browser.get(ME)
    assert signed_in.browser.submit(f"{ME}/sessions", session="two").location == ME
    signed_in.browser.get(ME)
    assert signed_in.browser.submit(f"{ME}/sessions").location == ME
    assert signed_in.registration.asked("DELETE", "me/sessions/two")
    assert signed_in.registration.asked("DELETE", "me/sessions")


def test_a_new_password_leads_to_the_sign_in(signed_in: Portal) -> None:
    signed_in.registration.answers_with("POST", "staff/me/password", {})
    signed_in.browser.get(f"{ME}/password")
    answer = signed_in.browser.submit(
        f"{ME}/password", current_password="a", password="b", password2="b"
    )
    assert answer.location == "/staff/login"
    assert "portal_staff=;" in answer.headers["Set-Cookie"]


def test_the_key_is_shown_as_text_and_as_a_picture(signed_in: Portal) -> None:
    wanted = {"totp_secret": "ABCDEFGH", "otpauth_uri": "otpauth://totp/x?secret=ABCDEFGH"}
    signed_in.registration.answers_with("POST", "staff/me/second-factor", wanted)
    signed_in.registration.answers_with("GET", "staff/me/second-factor", wanted)
    answer = {"recovery_codes": CODES}
    signed_in.registration.answers_with("POST", "staff/me/second-factor/confirm", answer)
    signed_in.browser.get(f"{ME}/second-factor")
    led = signed_in.browser.submit(f"{ME}/second-factor", current_password="a")
    assert led.location == f"{ME}/second-factor/confirm"
    page = signed_in.browser.get(led.location)
    assert "ABCD EFGH" in page.text
    assert "<svg" in page.text
    done = signed_in.browser.submit(f"{ME}/second-factor/confirm", code="123456")
    assert "01234-56789" in done.text
    assert "この回復コードは二度と表示できません" in done.text


def test_without_a_started_one_the_confirmation_leads_back(signed_in: Portal) -> None:
    signed_in.registration.refuses("GET", "staff/me/second-factor", 409, "not_started", detail="")
    assert signed_in.browser.get(f"{ME}/second-factor/confirm").location == f"{ME}/second-factor"


@pytest.mark.parametrize("status", [409, 422])
def test_one_that_ended_elsewhere_is_told_with_a_way_on(signed_in: Portal, status: int) -> None:
    wanted = {"totp_secret": "ABCDEFGH", "otpauth_uri": "otpauth://totp/x?secret=ABCDEFGH"}
    signed_in.registration.answers_with("GET", "staff/me/second-factor", wanted)
    path = f"{ME}/second-factor/confirm"
    signed_in.browser.get(path)
    refuses = signed_in.registration.refuses
    refuses("POST", "staff/me/second-factor/confirm", status, "refused")
    refuses("GET", "staff/me/second-factor", 409, "not_started", detail="")
    answer = signed_in.browser.submit(path, code="123456")
    assert answer.status_code == 409
    assert "ほかの画面で更新されています" in answer.text
    assert f'href="{path}"' in answer.text


@pytest.mark.parametrize("page", ["name", "password", "second-factor", "recovery-codes"])
def test_a_refusal_is_shown_on_the_form(signed_in: Portal, page: str) -> None:
    method, asked = ("PATCH", "staff/me") if page == "name" else ("POST", f"staff/me/{page}")
    field = "name" if page == "name" else "current_password"
    error = {"field": field, "code": "wrong", "message": "これではありません"}
    signed_in.registration.refuses(method, asked, 422, "invalid", errors=[error])
    signed_in.browser.get(f"{ME}/{page}")
    answer = signed_in.browser.submit(f"{ME}/{page}", **{field: "x"})
    assert answer.status_code == 422
    assert answer.text.count("これではありません") == 2
    assert "Kusanagi" not in answer.text
