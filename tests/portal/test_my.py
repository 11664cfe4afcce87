"""M1–M5: what users see and change about themselves."""

from __future__ import annotations

import pytest

from services.portal.devices import device_name
from tests.portal.conftest import Portal
from tests.portal.fakes import USER, controls, facts_of, text_of

TOKEN = "0123456789ABCDEFGHIJKLMNOPa"
PREVIEW = {"email": "new@clinic.example", "masked_email": "t***@clinic.example", "expires_at": "x"}
PROFILE = {"family_name": "佐藤", "given_name": "太郎", "phone": "0312345678"}
IDLE = "60分間操作がないと、自動的にログアウトします。"


def row(number: int, **changes: object) -> dict[str, object]:
    whole = {
        "id": f"s{number}",
        "user_agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36",
        "address": "192.0.2.*",
        "began_at": "2026-11-21T00:00:00.000Z",
        "seen_at": "2026-11-21T00:05:00.000Z",
        "current": False,
    }
    return {**whole, **changes}


@pytest.fixture
def user(portal: Portal) -> Portal:
    portal.sign_in()
    return portal


@pytest.mark.parametrize(
    "path", ["/my", "/my/profile", "/my/email", "/my/email/sent", "/my/password", "/my/sessions"]
)
def test_visitors_sign_in_first(portal: Portal, path: str) -> None:
    assert portal.browser.get(path).location.startswith("/login?next=/my")


def test_the_overview_tells_what_is_registered(user: Portal) -> None:
    page = user.browser.get("/my")
    facts = facts_of(page.text)
    assert facts["氏名"] == "基金 太郎"
    assert facts["メールアドレス"] == USER["email"]
    assert facts["登録記号番号"] == "契0123456-7-8"
    assert facts["規約同意日"] == "2026年11月1日 09:00"
    assert facts["前回のログイン"] == "2026年11月20日 18:05"
    for path in ("/my/profile", "/my/email", "/my/password", "/my/sessions"):
        assert f'href="{path}"' in page.text
    assert user.browser.get("/register").location == "/my"


def test_the_form_shows_what_is_registered_and_saves_it(user: Portal) -> None:
    page = user.browser.get("/my/profile")
    assert controls(page.text)["family_name"].get("value") == "基金"
    assert IDLE in page.text
    assert "施術所の変更はお問い合わせください。" in text_of(page.text)
    user.registration.answers_with("PATCH", "me", USER)
    answer = user.browser.submit("/my/profile", **PROFILE)
    assert (answer.status_code, answer.location) == (303, "/my")
    asked = user.registration.asked("PATCH", "me")[0]
    assert (asked.body, asked.headers["authorization"]) == (PROFILE, "Bearer signed")
    assert "登録内容を変更しました。" in user.browser.get("/my").text


def test_what_was_typed_stays_beside_the_complaint(user: Portal) -> None:
    message = "電話番号は、0から始まる10桁または11桁の数字で入力してください"
    errors = [{"field": "phone", "code": "phone", "message": message}]
    user.registration.refuses("PATCH", "me", 422, "invalid", errors=errors)
    user.browser.get("/my/profile")
    page = user.browser.submit("/my/profile", family_name="佐藤", given_name="x", phone="12")
    assert page.status_code == 422
    assert page.text.count(message) == 2
    assert controls(page.text)["phone"].get("value") == "12"


def test_a_new_address_is_asked_for_with_the_password(user: Portal) -> None:
    sent = {"email": "new@clinic.example", "expires_at": "x"}
    user.registration.answers_with("POST", "me/email", sent, 202)
    assert user.browser.get("/my/email/sent").location == "/my/email"
    assert USER["email"] in user.browser.get("/my/email").text
    answer = user.browser.submit("/my/email", email="New@clinic.example", current_password="Aa1")
    assert (answer.status_code, answer.location) == (303, "/my/email/sent")
    assert user.registration.asked("POST", "me/email")[0].headers["idempotency-key"]
    for _ in range(2):
        assert "new@clinic.example" in user.browser.get("/my/email/sent").text
    assert len(user.registration.asked("POST", "me/email")) == 1


@pytest.mark.parametrize(
    ("status", "code", "problem"),
    [
        (422, "invalid", {"errors": [{"field": "email", "code": "x", "message": "現在と同じ"}]}),
        (429, "resend_too_soon", {"detail": "再送は9秒後にできます。", "retry_after": 9}),
    ],
)
def test_a_refused_address_is_shown_again_without_the_password(
    user: Portal, status: int, code: str, problem: dict[str, object]
) -> None:
    user.registration.refuses("POST", "me/email", status, code, **problem)
    user.browser.get("/my/email")
    page = user.browser.submit("/my/email", email="a@b.example", current_password="Aa345678")
    assert page.status_code == status
    assert controls(page.text)["email"].get("value") == "a@b.example"
    assert "Aa345678" not in page.text


def test_looking_at_the_link_changes_nothing(portal: Portal) -> None:
    portal.registration.answers_with("POST", "email-changes/preview", PREVIEW)
    page = portal.browser.get(f"/e/{TOKEN}")
    assert facts_of(page.text)["新しいメールアドレス"] == "new@clinic.example"
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert portal.registration.asked("POST", "email-changes") == []


@pytest.mark.parametrize(("signed_in", "next_page"), [(True, "/my"), (False, "/login")])
def test_pressing_the_button_switches(portal: Portal, signed_in: bool, next_page: str) -> None:
    if signed_in:
        portal.sign_in()
    portal.registration.answers_with("POST", "email-changes/preview", PREVIEW)
    portal.registration.answers_with("POST", "email-changes", {"email": "new@clinic.example"})
    portal.browser.get(f"/e/{TOKEN}")
    answer = portal.browser.submit(f"/e/{TOKEN}")
    assert (answer.status_code, answer.location) == (303, next_page)
    page = portal.browser.get(next_page)
    assert "メールアドレスを変更しました。" in page.text


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "token_unknown"),
        (410, "token_used"),
        (410, "token_expired"),
        (410, "token_superseded"),
        (410, "address_taken"),
    ],
)
def test_a_link_that_does_not_work_says_why(portal: Portal, status: int, code: str) -> None:
    portal.registration.refuses("POST", "email-changes/preview", status, code)
    page = portal.browser.get(f"/e/{TOKEN}")
    assert page.status_code == status
    assert page.text.count("<h1>") == 1


def test_a_new_password_is_set_with_the_session_itself(user: Portal) -> None:
    user.registration.answers_with("POST", "me/password", {})
    page = user.browser.get("/my/password")
    assert 'autocomplete="username" hidden' in page.text
    typed = {"current_password": "Aa345678", "password": "Bb345678", "password2": "Bb345678"}
    answer = user.browser.submit("/my/password", **typed)
    assert (answer.status_code, answer.location) == (303, "/my")
    asked = user.registration.asked("POST", "me/password")[0]
    assert (asked.body, asked.headers["authorization"]) == (typed, "Session secret")
    assert "パスワードを変更しました。" in user.browser.get("/my").text


def test_refused_passwords_are_not_shown_again(user: Portal) -> None:
    message = "現在のパスワードが正しくありません"
    errors = [{"field": "current_password", "code": "wrong", "message": message}]
    user.registration.refuses("POST", "me/password", 422, "invalid", errors=errors)
    user.browser.get("/my/password")
    typed = {"current_password": "Aa345678", "password": "Bb345678", "password2": "Bb345678"}
    page = user.browser.submit("/my/password", **typed)
    assert page.text.count(message) == 2
    assert not [value for value in typed.values() if value in page.text]


def test_devices_are_named_and_can_be_signed_out(user: Portal) -> None:
    rows = {"items": [row(1, current=True), row(2, user_agent="<b>", address="")]}
    user.registration.answers_with("GET", "me/sessions", rows)
    user.registration.answers_with("DELETE", "me/sessions/s2", status=204)
    page = user.browser.get("/my/sessions")
    assert "Windows・Chrome" in page.text
    assert "不明な端末" in page.text
    assert text_of(page.text).count("この端末 ") == 1
    assert 'value="s1"' not in page.text
    answer = user.browser.submit("/my/sessions", session="s2")
    assert (answer.status_code, answer.location) == (303, "/my/sessions")
    assert "ログアウトさせました。" in user.browser.get("/my/sessions").text


def test_all_others_are_signed_out_at_once(user: Portal) -> None:
    user.registration.answers_with("GET", "me/sessions", {"items": [row(1, current=True), row(2)]})
    user.registration.answers_with("DELETE", "me/sessions", status=204)
    user.browser.get("/my/sessions")
    assert user.browser.submit("/my/sessions").status_code == 303
    assert len(user.registration.asked("DELETE", "me/sessions")) == 1


def test_a_device_that_is_gone_already_is_no_error(user: Portal) -> None:
    user.registration.answers_with("GET", "me/sessions", {"items": [row(1, current=True), row(2)]})
    user.registration.refuses("DELETE", "me/sessions/s2", 404, "not_found")
    user.browser.get("/my/sessions")
    assert user.browser.submit("/my/sessions", session="s2").status_code == 303


def test_alone_there_is_nobody_to_sign_out(user: Portal) -> None:
    user.registration.answers_with("GET", "me/sessions", {"items": [row(1, current=True)]})
    page = user.browser.get("/my/sessions")
    assert "ほかにログイン中の端末はありません。" in page.text
    assert "ログアウトさせる" not in page.text


def test_the_visitors_browser_is_told_to_registration(user: Portal) -> None:
    user.browser.get("/my", headers={"User-Agent": "Mozilla/5.0 (iPhone) \xe9"})
    told = user.registration.asked("GET", "sessions/current")[-1].headers["user-agent"]
    assert told == "Mozilla/5.0 (iPhone) ?"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36 Edg/140", "Windows・Edge"),
        ("Mozilla/5.0 (iPhone; CPU) Version/18 Mobile Safari/604.1", "iPhone・Safari"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537.36", "Android・Chrome"),
        ("Mozilla/5.0 (Macintosh; Intel) Gecko/2010 Firefox/140.0", "Mac・Firefox"),
        ("python-httpx2/1.0", "不明な端末"),
        ("", "不明な端末"),
    ],
)
def test_browsers_are_named_in_words_people_know(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name
