"""T1–T3: a terminal registers itself through the public API."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.portal.conftest import Portal
from tests.portal.fakes import controls, facts_of, text_of
from tests.portal.form_answers import TERMINAL_CHECKED, TERMINAL_REGISTERED

SHEET = "/demo/terminal"
DEVICE = f"{SHEET}/device"
DONE = f"{SHEET}/done"
TYPED = {
    "institution_code": "1180123456",
    "id": "Ｗ０００００01",
    "password": "Qa5!kM7#xW3p",
    "activation_code": "1234-5678-9012",
}


def checked(portal: Portal) -> None:
    portal.accounts.answers_with("POST", "terminals/check", TERMINAL_CHECKED)
    portal.browser.get(SHEET)
    portal.browser.submit(SHEET, **TYPED)
    portal.browser.get(DEVICE)


def test_three_steps_register_a_terminal(portal: Portal) -> None:
    checked(portal)
    assert portal.accounts.asked("POST", "terminals/check")[0].body == TYPED
    assert facts_of(portal.browser.page.text) == {"機関名": "サンプル接骨院", "ID": "W0000001"}
    portal.accounts.answers_with("POST", "terminals", TERMINAL_REGISTERED, status=201)
    assert portal.browser.submit(DEVICE, name="受付1番").location == DONE
    for _ in range(2):
        html = portal.browser.get(DONE).text
        assert "初期登録が完了しました" in html
        assert facts_of(html)["登録日時"] == "2026年11月21日 18:05"
        assert "never-shown" not in html


def test_the_second_step_knows_a_ticket_and_no_password(portal: Portal) -> None:
    checked(portal)
    assert TYPED["password"] not in portal.browser.page.text
    assert set(controls(portal.browser.page.text)) == {"name"}
    portal.accounts.answers_with("POST", "terminals", TERMINAL_REGISTERED, status=201)
    portal.browser.submit(DEVICE, name="受付1番")
    sent = portal.accounts.asked("POST", "terminals")[0].body
    assert sent["ticket"] == TERMINAL_CHECKED["ticket"]
    assert sent["terminal"] == {
        "fingerprint": portal.browser.cookie("portal_terminal"),
        "name": "受付1番",
    }


def test_the_same_browser_is_the_same_terminal(portal: Portal) -> None:
    portal.accounts.answers_with("POST", "terminals", TERMINAL_REGISTERED)
    for _ in range(2):
        checked(portal)
        portal.browser.submit(DEVICE, name="")
    first, second = (seen.body["terminal"] for seen in portal.accounts.asked("POST", "terminals"))
    assert first == second
    assert len(first["fingerprint"]) >= 27


def test_complaints_stand_at_their_fields_and_the_password_is_empty(portal: Portal) -> None:
    message = "アクティベーションコードは数字12桁です。入力された数字は11桁です"
    errors = [{"field": "activation_code", "code": "length", "message": message}]
    portal.accounts.refuses("POST", "terminals/check", 422, "invalid", errors=errors)
    portal.browser.get(SHEET)
    answer = portal.browser.submit(SHEET, **TYPED)
    assert answer.status_code == 422
    assert answer.text.count(message) == 2
    assert controls(answer.text)["id"].get("value") == TYPED["id"]
    assert controls(answer.text)["password"].get("value") is None


@pytest.mark.parametrize(
    ("status", "code", "detail", "shown"),
    [
        (401, "credentials_mismatch", "入力された内容が設定情報と一致しません。", 422),
        (403, "account_unusable", "このアカウントは利用できません", 403),
        (429, "locked", "15分後にもう一度お試しください", 429),
    ],
)
def test_each_refusal_is_said_on_the_first_step(
    portal: Portal, status: int, code: str, detail: str, shown: int
) -> None:
    portal.accounts.refuses("POST", "terminals/check", status, code, detail=detail)
    portal.browser.get(SHEET)
    answer = portal.browser.submit(SHEET, **TYPED)
    assert answer.status_code == shown
    assert detail in text_of(answer.text)


@pytest.mark.parametrize(
    ("status", "code"),
    [(409, "terminal_other"), (410, "ticket_expired"), (403, "account_unusable")],
)
def test_each_refusal_is_said_on_the_second_step(portal: Portal, status: int, code: str) -> None:
    checked(portal)
    portal.accounts.refuses("POST", "terminals", status, code, detail="理由はこちらです")
    answer = portal.browser.submit(DEVICE, name="受付1番")
    assert answer.status_code == status
    assert "理由はこちらです" in answer.text
    assert controls(answer.text)["name"].get("value") == "受付1番"


def test_a_name_that_is_too_long_is_complained_about_at_its_field(portal: Portal) -> None:
    checked(portal)
    errors = [{"field": "terminal.name", "code": "too_long", "message": "端末名は100文字以内で"}]
    portal.accounts.refuses("POST", "terminals", 422, "invalid", errors=errors)
    answer = portal.browser.submit(DEVICE, name="あ" * 101)
    assert '<a href="#name">端末名は100文字以内で</a>' in answer.text


def test_without_an_answer_everything_typed_can_be_sent_again(portal: Portal) -> None:
    portal.accounts.refuses("POST", "terminals/check", 503, "unavailable")
    portal.browser.get(SHEET)
    answer = portal.browser.submit(SHEET, **TYPED)
    assert answer.status_code == 503
    assert "通信できませんでした。入力内容はそのままです。" in answer.text
    assert "もう一度送信する" in answer.text
    found = controls(answer.text)
    assert {name: found[name].get("value") for name in TYPED} == TYPED


def test_without_an_answer_the_second_step_can_be_repeated(portal: Portal) -> None:
    checked(portal)
    portal.accounts.refuses("POST", "terminals", 503, "unavailable")
    answer = portal.browser.submit(DEVICE, name="受付1番")
    assert answer.status_code == 503
    assert "もう一度送信する" in answer.text


def test_steps_cannot_be_skipped(portal: Portal) -> None:
    assert portal.browser.get(DEVICE).location == SHEET
    assert portal.browser.get(DONE).location == SHEET


def test_the_demo_exists_only_on_a_loopback_address(make_portal: Callable[..., Portal]) -> None:
    portal = make_portal(public_url="https://portal.example")
    for path in (SHEET, DEVICE, DONE):
        answer = portal.browser.client.get(path, base_url="https://portal.example")
        assert answer.status_code == 404
