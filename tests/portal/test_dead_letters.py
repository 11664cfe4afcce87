"""ST10: what failed, once more or given up."""

from __future__ import annotations

import pytest

from services.portal.dead_letters import EVENT_WORDS, SERVICE_WORDS
from services.portal.settings import SERVICES
from shared import contracts
from tests.portal.answers import REF, page
from tests.portal.conftest import Portal
from tests.portal.desk_answers import EVENT_ID, letter
from tests.portal.fakes import text_of

LIST = "/staff/dead-letters"
ONE = f"{LIST}/notifier/{EVENT_ID}"
ALIKE = f"{LIST}/replay/notifier/ApplicationReturned"


def at_desk(portal: Portal, *letters: dict) -> None:
    portal.sign_in_staff("admin")
    for service in (portal.registration, portal.accounts, portal.documents):
        service.answers_with("GET", "inbox", page())
    portal.notifier.answers_with("GET", "inbox", page(*letters))
    if letters:
        portal.notifier.answers_with("GET", f"inbox/{EVENT_ID}", letters[0])


def test_the_list_says_what_failed_and_why(portal: Portal) -> None:
    at_desk(portal, letter())
    html = portal.browser.get(LIST).text
    words = text_of(html)
    assert "申請の差戻し（メールの送信）" in words
    assert "RuntimeError: no such template" in words
    assert f'href="{ONE}"' in html
    assert {service.seen[-1].query["state"] for service in (portal.accounts, portal.notifier)} == {
        "dead"
    }


def test_what_waits_is_visible_too(portal: Portal) -> None:
    at_desk(portal, letter(state="waiting", next_attempt_at="2026-11-20T01:00:00.000Z"))
    words = text_of(portal.browser.get(f"{LIST}?state=waiting&service=notifier").text)
    assert portal.notifier.seen[-1].query["state"] == "waiting"
    assert portal.accounts.seen == []
    assert "2026年11月20日 10:00" in words
    assert "自動的に再実行されるため" in portal.browser.get(ONE).text
    assert portal.browser.get(f"{ONE}/replay").status_code == 303


def test_nothing_failed_is_said(portal: Portal) -> None:
    at_desk(portal)
    assert "処理に失敗したものはありません。" in portal.browser.get(LIST).text


def test_a_silent_service_is_named_and_the_others_are_shown(portal: Portal) -> None:
    at_desk(portal, letter())
    portal.documents.refuses("GET", "inbox", 503, "unavailable")
    words = text_of(portal.browser.get(LIST).text)
    assert "PDFの作成が応答しません。" in words
    assert "申請の差戻し（メールの送信）" in words


def test_the_detail_leads_to_the_application(portal: Portal) -> None:
    at_desk(portal, letter())
    html = portal.browser.get(ONE).text
    assert f'href="/staff/applications/{REF}"' in html
    assert "t***@clinic.example" in html


def test_what_is_no_event_can_only_be_discarded(portal: Portal) -> None:
    at_desk(portal, letter(facts={}, payload=None))
    assert "読めない内容（メールの送信）" in portal.browser.get(LIST).text
    html = portal.browser.get(ONE).text
    assert f"{ONE}/replay" not in html
    assert f"{ONE}/discard" in html


def test_replaying_is_confirmed(portal: Portal) -> None:
    at_desk(portal, letter())
    assert "再実行を確定する" in portal.browser.get(f"{ONE}/replay").text
    portal.notifier.answers_with("POST", f"inbox/{EVENT_ID}/replay", {}, 202)
    assert portal.browser.submit(f"{ONE}/replay").location == LIST
    assert "再実行を受け付けました。" in portal.browser.get(LIST).text


def test_a_second_press_finds_it_done(portal: Portal) -> None:
    at_desk(portal, letter())
    portal.browser.get(f"{ONE}/replay")
    portal.notifier.refuses("POST", f"inbox/{EVENT_ID}/replay", 404, "not_found")
    assert portal.browser.submit(f"{ONE}/replay").location == LIST
    assert "すでに再実行または破棄されています。" in portal.browser.get(LIST).text


def test_discarding_needs_a_reason(portal: Portal) -> None:
    at_desk(portal, letter())
    portal.browser.get(f"{ONE}/discard")
    path = f"inbox/{EVENT_ID}/discard"
    errors = [{"field": "reason", "code": "required", "message": "理由を入力してください"}]
    portal.notifier.refuses("POST", path, 422, "invalid", errors=errors)
    answer = portal.browser.submit(f"{ONE}/discard", reason="")
    assert answer.status_code == 422
    assert answer.text.count("理由を入力してください") == 2
    portal.notifier.answers_with("POST", path, {})
    assert portal.browser.submit(f"{ONE}/discard", reason="重複のため").location == LIST
    assert portal.notifier.asked("POST", path)[-1].body == {"reason": "重複のため"}


def test_all_of_one_kind_are_replayed_together(portal: Portal) -> None:
    at_desk(portal, letter(), letter(id="other"), letter(id="third", facts={}))
    assert f'href="{ALIKE}"' in portal.browser.get(LIST).text
    assert "2件" in portal.browser.get(ALIKE).text
    portal.notifier.answers_with("POST", "inbox/replay", {"replayed": 2}, 202)
    assert portal.browser.submit(ALIKE).location == LIST
    assert portal.notifier.seen[-1].body == {"type": "ApplicationReturned"}
    assert "2件の再実行を受け付けました。" in portal.browser.get(LIST).text


def test_a_kind_nobody_failed_at_has_no_page(portal: Portal) -> None:
    at_desk(portal, letter())
    assert portal.browser.get(f"{LIST}/replay/notifier/UserActivated").status_code == 404
    assert portal.browser.get(f"{LIST}/nobody/{EVENT_ID}").status_code == 404


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_other_roles_get_e2(portal: Portal, role: str) -> None:
    portal.sign_in_staff(role)
    for service in (portal.registration, portal.accounts, portal.documents, portal.notifier):
        service.refuses("GET", "inbox", 403, "forbidden")
    answer = portal.browser.get(LIST)
    assert answer.status_code == 403
    assert "この操作は行えません" in answer.text


def test_every_event_and_every_service_has_words() -> None:
    assert set(EVENT_WORDS) >= {name for name, _ in contracts.EVENTS}
    assert set(SERVICE_WORDS) == set(SERVICES)
