"""A form whose session ended before it was sent, and the warning that comes before that."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.conftest import Portal
from tests.portal.fakes import PUBLIC_URL, USER, controls, hidden_fields, text_of

KEPT = "再度ログインしてください。入力内容は保持しています。"
GIVEN_BACK = "入力内容を保持していました。"
TYPED = {"family_name": "佐藤", "given_name": "太郎", "phone": "0312345678"}


def end_session(portal: Portal) -> None:
    portal.registration.refuses("GET", "sessions/current", 401, "session_ended")
    portal.registration.answers_with("POST", "rescued-forms", {"secret": "kept"}, 201)


def sign_in_again(portal: Portal) -> None:
    portal.registration.answers_with("POST", "sessions", {"secret": "secret"}, 201)
    portal.sign_in()


def submit(portal: Portal, path: str, **fields: str) -> Any:
    """As a browser does it: with the address of the page that holds the form."""
    page = portal.browser.page
    assert page
    data = {**hidden_fields(page.text, path), **fields}
    headers = {"Referer": f"{PUBLIC_URL}{page.request.path}"}
    return portal.browser.client.post(path, data=data, headers=headers, base_url=PUBLIC_URL)


@pytest.fixture
def late(portal: Portal) -> Portal:
    """The profile form is open, and the session has ended."""
    portal.sign_in()
    portal.browser.get("/my/profile")
    end_session(portal)
    return portal


def test_what_was_typed_waits_and_stands_in_the_form_again(late: Portal) -> None:
    answer = submit(late, "/my/profile", **TYPED)
    assert (answer.status_code, answer.location) == (303, "/login?next=/my/profile")
    kept = late.registration.asked("POST", "rescued-forms")[0]
    assert kept.body == {"path": "/my/profile", "typed": TYPED}
    assert kept.headers["authorization"] == "Session secret"
    page = late.browser.get(answer.location)
    assert KEPT in page.text

    late.registration.answers_with("POST", "rescued-forms/take", {"typed": TYPED})
    sign_in_again(late)
    page = late.browser.get("/my/profile")
    assert controls(page.text)["family_name"].get("value") == "佐藤"
    assert GIVEN_BACK in page.text
    taken = late.registration.asked("POST", "rescued-forms/take")[0]
    assert taken.body == {"secret": "kept", "path": "/my/profile"}
    page = late.browser.get("/my/profile")
    assert controls(page.text)["family_name"].get("value") == "基金"
    assert GIVEN_BACK not in page.text


def test_no_secret_is_kept(portal: Portal) -> None:
    portal.sign_in()
    portal.browser.get("/my/email")
    end_session(portal)
    submit(portal, "/my/email", email="new@clinic.example", current_password="Aa345678")
    [kept] = portal.registration.asked("POST", "rescued-forms")
    assert kept.body["typed"] == {"email": "new@clinic.example"}


def test_a_form_of_secrets_only_leads_to_signing_in(portal: Portal) -> None:
    portal.sign_in()
    portal.browser.get("/my/profile")
    end_session(portal)
    answer = submit(portal, "/my/profile", current_password="a")
    assert answer.location == "/login?next=/my/profile"
    assert portal.registration.asked("POST", "rescued-forms") == []
    assert KEPT not in portal.browser.get(answer.location).text


def test_somebody_else_finds_an_empty_form(late: Portal) -> None:
    submit(late, "/my/profile", **TYPED)
    late.registration.refuses("POST", "rescued-forms/take", 404, "not_found")
    sign_in_again(late)
    page = late.browser.get("/my/profile")
    assert controls(page.text)["family_name"].get("value") == USER["family_name"]
    assert GIVEN_BACK not in page.text


def test_a_session_ended_on_purpose_keeps_nothing(late: Portal) -> None:
    late.registration.refuses("POST", "rescued-forms", 401, "session_ended")
    answer = submit(late, "/my/profile", **TYPED)
    assert answer.location == "/login?next=/my/profile"
    assert late.browser.cookie("portal_rescue") is None


def test_a_session_that_ends_between_page_and_service_keeps_the_form_too(portal: Portal) -> None:
    portal.sign_in()
    portal.browser.get("/my/profile")
    portal.registration.refuses("PATCH", "me", 401, "unauthenticated")
    portal.registration.answers_with("POST", "rescued-forms", {"secret": "kept"}, 201)
    assert submit(portal, "/my/profile", **TYPED).location == "/login?next=/my/profile"
    assert portal.browser.cookie("portal_rescue") == "kept"


@pytest.mark.parametrize(
    ("referrer", "page"),
    [
        (f"{PUBLIC_URL}/my/profile?facility=f1", "/my/profile?facility%3Df1"),
        (f"{PUBLIC_URL}/my/email", "/my/email"),
        ("https://evil.example/my", "/my/profile"),
        (f"{PUBLIC_URL}/no-such-page", "/my/profile"),
        ("", "/my/profile"),
    ],
)
def test_the_way_back_is_a_page_of_this_site(late: Portal, referrer: str, page: str) -> None:
    assert late.browser.page
    data = {**hidden_fields(late.browser.page.text, "/my/profile"), **TYPED}
    answer = late.browser.client.post(
        "/my/profile", data=data, headers={"Referer": referrer}, base_url=PUBLIC_URL
    )
    assert answer.location == f"/login?next={page}"


def test_who_is_signed_in_is_warned_before_the_end(portal: Portal) -> None:
    assert "data-rest" not in portal.browser.get("/contact").text
    portal.sign_in()
    page = portal.browser.get("/my")
    assert 'data-rest="3600"' in page.text
    assert "このまま5分間操作がないと、ログアウトします。" in text_of(page.text)
    assert portal.browser.get("/session").status_code == 204
    end_session(portal)
    assert portal.browser.get("/session").status_code == 401
