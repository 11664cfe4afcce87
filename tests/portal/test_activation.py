"""R6–R8: the link from the mail."""

from __future__ import annotations

import pytest

from tests.portal.conftest import Portal
from tests.portal.fakes import text_of

TOKEN = "0123456789ABCDEFGHIJKLMNOPa"
PREVIEW = {
    "masked_email": "t***@clinic.example",
    "family_name": "基金",
    "facility_name": "サンプル接骨院",
    "expires_at": "2026-11-22T09:05:00Z",
}


def test_looking_at_the_link_any_number_of_times_changes_nothing(portal: Portal) -> None:
    portal.registration.answers_with("POST", "activations/preview", PREVIEW)
    for method in ("GET", "HEAD", "GET"):
        answer = portal.browser.client.open(
            f"/a/{TOKEN}", method=method, base_url="http://127.0.0.1:8080"
        )
        assert answer.status_code == 200
    assert not portal.registration.asked("POST", "activations")


def test_the_page_tells_whom_it_concerns_and_keeps_its_address_to_itself(portal: Portal) -> None:
    portal.registration.answers_with("POST", "activations/preview", PREVIEW)
    page = portal.browser.get(f"/a/{TOKEN}")
    text = text_of(page.text)
    assert "t***@clinic.example の登録を完了するには、下のボタンを押してください。" in text
    assert "サンプル接骨院" in text
    assert "心当たりがない場合は押さないでください" in text
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_pressing_the_button_activates_and_prefills_the_sign_in(portal: Portal) -> None:
    portal.registration.answers_with("POST", "activations/preview", PREVIEW)
    portal.registration.answers_with("POST", "activations", {"email": "taro@clinic.example"})
    portal.browser.get(f"/a/{TOKEN}")
    answer = portal.browser.submit(f"/a/{TOKEN}")
    assert (answer.status_code, answer.location) == (303, "/register/complete")
    assert "ユーザー登録が完了いたしました。" in portal.browser.get(answer.location).text
    assert 'value="taro@clinic.example"' in portal.browser.get("/login").text


def test_the_completion_page_is_for_those_who_just_activated(portal: Portal) -> None:
    assert portal.browser.get("/register/complete").location == "/"


@pytest.mark.parametrize(
    ("status", "code", "facts", "heading", "way_out"),
    [
        (404, "token_unknown", {}, "不正な操作が行われました。", "/register/resend"),
        (410, "token_used", {}, "ユーザー登録はすでに完了しています", "/password/forgot"),
        (
            410,
            "token_expired",
            {"sent_at": "2026-11-20T09:05:00Z", "can_resend": True},
            "URLの有効期限が切れています",
            "新しい確認メールを送る",
        ),
        (
            410,
            "token_expired",
            {"sent_at": "2026-11-01T09:05:00Z", "can_resend": False},
            "URLの有効期限が切れています",
            "もう一度ユーザー登録を行ってください",
        ),
        (
            410,
            "token_superseded",
            {"newer_sent_at": "2026-11-20T09:05:00Z"},
            "より新しい確認メールがあります",
            "2026年11月20日 18:05にお送りした新しいメール",
        ),
        (410, "facility_taken", {}, "この施術所はすでに登録されています", "/contact"),
    ],
)
def test_every_failing_link_has_its_own_page_and_a_way_out(
    portal: Portal, status: int, code: str, facts: dict[str, object], heading: str, way_out: str
) -> None:
    portal.registration.refuses("POST", "activations/preview", status, code, **facts)
    page = portal.browser.get(f"/a/{TOKEN}")
    assert page.status_code == status
    assert f"<h1>{heading}</h1>" in page.text
    assert way_out in page.text
    assert page.headers["Referrer-Policy"] == "strict-origin"


def test_an_expired_link_is_renewed_with_one_press(portal: Portal) -> None:
    facts = {"sent_at": "2026-11-20T09:05:00Z", "can_resend": True}
    portal.registration.refuses("POST", "activations/preview", 410, "token_expired", **facts)
    portal.registration.answers_with("POST", "registrations/resend", {"retry_after": 60}, 202)
    portal.browser.get(f"/a/{TOKEN}")
    assert portal.browser.submit("/register/resend").status_code == 303
    assert portal.registration.asked("POST", "registrations/resend")[0].body == {"token": TOKEN}


@pytest.mark.parametrize("tail", ["%3E", ")", "。", "%0A", "%20"])
def test_what_clings_to_a_copied_address_is_forgiven(portal: Portal, tail: str) -> None:
    portal.registration.answers_with("POST", "activations/preview", PREVIEW)
    portal.browser.get(f"/a/{TOKEN}{tail}")
    assert portal.registration.asked("POST", "activations/preview")[0].body == {"token": TOKEN}
