"""L1, L2, L7 and what guards the pages behind them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Blueprint

from services.portal.session import needs_recent_password, safe_next
from tests.portal.conftest import Portal
from tests.portal.fakes import controls, text_of

STARTED = {"secret": "new-secret", "expires_at": "x", "last_login_at": None, "user": {}}
TYPED = {"username": "taro@clinic.example", "password": "Sample-Pass1"}


def test_signing_in_sets_a_cookie_scripts_cannot_read_and_returns_to_the_page(
    portal: Portal,
) -> None:
    last = {**STARTED, "last_login_at": "2026-11-20T09:05:00Z"}
    portal.registration.answers_with("POST", "sessions", last, 201)
    page = portal.browser.get("/login?next=/contact")
    assert "この画面を表示するにはログインしてください。" in page.text
    answer = portal.browser.submit("/login", **TYPED)
    assert (answer.status_code, answer.location) == (303, "/contact")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "portal_user" in c)
    assert cookie == "portal_user=new-secret; HttpOnly; Path=/; SameSite=Lax"
    body = portal.registration.asked("POST", "sessions")[0].body
    assert body == {"email": TYPED["username"], "password": TYPED["password"]}


def test_over_https_the_cookie_is_bound_to_the_host(make_portal: Callable[..., Portal]) -> None:
    portal = make_portal(public_url="https://portal.example")
    portal.registration.answers_with("POST", "sessions", STARTED, 201)
    client = portal.browser.client
    page = client.get("/login", base_url="https://portal.example")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(
        "/login", data={**TYPED, "csrf_token": token}, base_url="https://portal.example"
    )
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(c.startswith("__Host-portal_user=new-secret; Secure; HttpOnly") for c in cookies)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_last_sign_in_is_told(portal: Portal) -> None:
    last = {**STARTED, "last_login_at": "2026-11-20T09:05:00Z"}
    portal.registration.answers_with("POST", "sessions", last, 201)
    portal.browser.get("/login?next=/contact")
    portal.browser.submit("/login", **TYPED)
    portal.sign_in()
    assert "前回のログイン：2026年11月20日 18:05" in portal.browser.get("/contact").text


def test_wrong_credentials_are_said_once_and_without_a_field(portal: Portal) -> None:
    portal.registration.refuses("POST", "sessions", 401, "credentials_wrong")
    portal.browser.get("/login")
    page = portal.browser.submit("/login", **TYPED)
    assert page.status_code == 422
    assert page.text.count("ユーザー名またはパスワードが正しくありません") == 1
    assert controls(page.text)["username"].get("value") == TYPED["username"]
    assert TYPED["password"] not in page.text


def test_empty_fields_are_named(portal: Portal) -> None:
    portal.browser.get("/login")
    page = portal.browser.submit("/login", username=" ", password="x")
    assert page.text.count("ユーザー名（メールアドレス）を入力してください") == 2
    page = portal.browser.submit("/login", username="a@b.example", password="")
    assert page.text.count("パスワードを入力してください") == 2


def test_a_lock_says_for_how_long(portal: Portal) -> None:
    detail = "ログインの失敗が続いたため、15分間ログインできません。"
    portal.registration.refuses(
        "POST", "sessions", 429, "locked", detail=detail, retry_after=900, minutes=15
    )
    portal.browser.get("/login")
    page = portal.browser.submit("/login", **TYPED)
    assert (page.status_code, page.headers["Retry-After"]) == (429, "900")
    assert detail in page.text


def test_an_unfinished_registration_offers_the_mail_again(portal: Portal) -> None:
    portal.registration.refuses(
        "POST", "sessions", 403, "not_activated", masked_email="t***@clinic.example"
    )
    portal.registration.answers_with("POST", "registrations/resend", {}, 202)
    portal.browser.get("/login")
    page = portal.browser.submit("/login", **TYPED)
    assert "<h1>ユーザー登録が完了していません</h1>" in page.text
    assert "t***@clinic.example" in page.text
    portal.browser.submit("/register/resend")
    body = portal.registration.asked("POST", "registrations/resend")[0].body
    assert body == {"email": TYPED["username"]}


def test_a_suspended_user_is_told_so(portal: Portal) -> None:
    portal.registration.refuses("POST", "sessions", 403, "suspended")
    portal.browser.get("/login")
    page = portal.browser.submit("/login", **TYPED)
    assert page.status_code == 403
    assert "このユーザーは利用を停止されています" in page.text


def test_without_cookies_the_page_says_which_setting_to_change(portal: Portal) -> None:
    answer = portal.app.test_client(use_cookies=False).post(
        "/login", data=TYPED, base_url="http://127.0.0.1:8080"
    )
    assert answer.status_code == 400
    assert "ブラウザーのCookieを有効にしてください" in answer.text


def test_signing_out_ends_the_session_and_says_so(portal: Portal) -> None:
    portal.sign_in()
    portal.registration.answers_with("DELETE", "sessions/current", status=204)
    portal.browser.get("/logout")
    answer = portal.browser.submit("/logout")
    assert (answer.status_code, answer.location) == (303, "/")
    assert portal.browser.cookie("portal_user") is None
    ended = portal.registration.asked("DELETE", "sessions/current")[0]
    assert ended.headers["authorization"] == "Session secret"
    assert "ログアウトしました。" in portal.browser.get("/").text
    assert "ログアウトしました。" not in portal.browser.get("/").text


def test_a_session_that_ended_elsewhere_is_signed_out_quietly(portal: Portal) -> None:
    portal.sign_in()
    portal.browser.get("/logout")
    portal.registration.refuses("DELETE", "sessions/current", 401, "session_ended")
    assert portal.browser.submit("/logout").status_code == 303


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example/", "/\\evil.example", "/a\nb", "", "evil"]
)
def test_only_paths_of_this_site_are_returned_to(path: str) -> None:
    assert safe_next(path) == "/"


def test_a_path_of_this_site_is_returned_to_with_its_query() -> None:
    assert safe_next("/my/list?page=2") == "/my/list?page=2"


@pytest.fixture
def guarded(portal: Portal) -> Portal:
    area = Blueprint("guarded", __name__)

    @area.get("/guarded")
    @needs_recent_password()
    def page() -> str:
        return "secret"

    portal.app.register_blueprint(area)
    return portal


def test_a_guarded_page_sends_visitors_to_sign_in_and_back(guarded: Portal) -> None:
    answer = guarded.browser.get("/guarded?page=2")
    assert (answer.status_code, answer.location) == (303, "/login?next=/guarded?page%3D2")


def test_a_password_of_more_than_15_minutes_ago_is_asked_again(guarded: Portal) -> None:
    guarded.sign_in(minutes_ago=16)
    answer = guarded.browser.get("/guarded")
    assert (answer.status_code, answer.location) == (303, "/reauth?next=/guarded")
    guarded.sign_in(minutes_ago=14)
    assert guarded.browser.get("/guarded").text == "secret"


def test_the_password_once_more_leads_back(portal: Portal) -> None:
    portal.sign_in(minutes_ago=16)
    portal.registration.answers_with("POST", "sessions/current/reauth", {"auth_time": "x"})
    page = portal.browser.get("/reauth?next=/contact")
    assert "大切な情報を表示します。パスワードをもう一度入力してください。" in text_of(page.text)
    answer = portal.browser.submit("/reauth", password="Sample-Pass1")
    assert (answer.status_code, answer.location) == (303, "/contact")


def test_a_wrong_password_is_said_at_its_field(portal: Portal) -> None:
    portal.sign_in(minutes_ago=16)
    portal.registration.refuses("POST", "sessions/current/reauth", 401, "password_wrong")
    portal.browser.get("/reauth?next=/contact")
    page = portal.browser.submit("/reauth", password="no")
    assert page.status_code == 422
    assert page.text.count("パスワードが正しくありません") == 2


def test_the_form_token_of_before_sign_in_is_worth_nothing_after_it(portal: Portal) -> None:
    portal.registration.answers_with("POST", "sessions", STARTED, 201)
    portal.browser.get("/login")
    old_page = portal.browser.page
    portal.browser.submit("/login", **TYPED)
    portal.sign_in()
    portal.browser.page = old_page
    assert portal.browser.submit("/login", **TYPED).status_code == 400


@pytest.mark.parametrize("path", ["/", "/my/list", "/staff"])
def test_a_store_that_is_away_signs_nobody_out(portal: Portal, path: str) -> None:
    portal.sign_in()
    portal.sign_in_staff()
    portal.registration.refuses("GET", "sessions/current", 503, "unavailable")
    page = portal.browser.get(path)
    assert page.status_code == 503
    assert "ただいま混み合っています" in page.text
