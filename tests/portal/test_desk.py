"""ST1, ST2: what waits for staff, and taking the next one."""

from __future__ import annotations

import pytest

from tests.portal.answers import (
    FACILITY,
    REF,
    application,
    completed,
    in_review,
    page,
)
from tests.portal.conftest import Portal
from tests.portal.fakes import text_of
from tests.portal.review_desk import DESK, DETAIL, NEXT, at_desk

SUMMARY = {"submitted": 2, "in_review": 1, "returned_due_soon": 0, "oldest": [application()]}
EMPTY = {"submitted": 0, "in_review": 0, "returned_due_soon": 0, "oldest": []}


def test_the_overview_counts_what_waits_and_shows_the_oldest(portal: Portal) -> None:
    portal.sign_in_staff()
    portal.accounts.answers_with("GET", "applications/summary", SUMMARY)
    html = portal.browser.get("/staff").text
    words = text_of(html)
    assert "審査待ち2件" in words
    assert "担当中1件" in words
    assert f'href="{DETAIL}"' in html


def test_the_overview_counts_failed_mails_and_for_administrators_failed_events(
    portal: Portal,
) -> None:
    portal.sign_in_staff("admin")
    portal.accounts.answers_with("GET", "applications/summary", EMPTY)
    portal.notifier.answers_with("GET", "messages", {**page(), "total": 3})
    for service in (portal.registration, portal.accounts, portal.documents, portal.notifier):
        service.answers_with("GET", "inbox", {**page(), "total": 1})
    html = portal.browser.get("/staff").text
    words = text_of(html)
    assert "送信失敗メール3件" in words
    assert "処理失敗4件" in words
    assert 'href="/staff/mails?standing=failed"' in html
    assert 'href="/staff/applications?state=returned&amp;due=soon"' in html
    portal.sign_in_staff("reviewer")
    assert "処理失敗4件" not in text_of(portal.browser.get("/staff").text)


def test_an_empty_desk_says_so(portal: Portal) -> None:
    portal.sign_in_staff()
    portal.accounts.answers_with("GET", "applications/summary", EMPTY)
    assert "対応が必要なものはありません。" in portal.browser.get("/staff").text


def test_the_list_shows_who_is_at_work_on_what(portal: Portal) -> None:
    at_desk(portal, in_review())
    words = text_of(portal.browser.get(f"{DESK}?q=サンプル&state=in_review").text)
    assert portal.accounts.seen[-1].query == {
        "q": "サンプル",
        "state": "in_review",
        "sort": "submitted_at",
    }
    assert "審査一郎（2026年11月20日 10:00から）" in words
    assert "施術所（柔道整復）" in words
    assert "1 行中 1 ~ 1 行" in words


def test_the_list_is_narrowed_by_days_and_by_who_is_at_work(portal: Portal) -> None:
    at_desk(portal, in_review(claim={**in_review()["claim"], "staff_id": "s2", "name": "審査二郎"}))
    html = portal.browser.get(f"{DESK}?from=2026/11/1&to=2026-11-30&claimed_by=none&due=soon").text
    assert portal.accounts.seen[-1].query == {
        "from": "2026-11-01",
        "to": "2026-11-30",
        "claimed_by": "none",
        "due": "soon",
        "sort": "submitted_at",
    }
    options = html.split('name="claimed_by"')[1].split("</select>")[0]
    for who in ('value="s1"', 'value="none" selected', 'value="s2"', "審査二郎"):
        assert who in options


def test_the_list_is_a_file_for_spreadsheets_too(portal: Portal) -> None:
    risky = {**FACILITY, "name": '=HYPERLINK("x")'}
    at_desk(portal, in_review())
    assert 'href="/staff/applications.csv?state=in_review"' in (
        portal.browser.get(f"{DESK}?state=in_review&page=1").text
    )
    row = {**in_review(facility=risky), "amount": None}
    portal.accounts.answers_with("GET", "applications/export", {"items": [row], "total": 1})
    answer = portal.browser.get(f"{DESK}.csv?state=in_review&from=2026-11-01")
    assert portal.accounts.seen[-1].query == {"state": "in_review", "from": "2026-11-01"}
    assert answer.data.startswith(b"\xef\xbb\xbf")
    head, line, rest = answer.data.decode("utf-8-sig").split("\r\n")
    assert head.startswith("申請番号,種別,施術所名,区分,台数／金額,受付日時,経過営業日,状態,担当者")
    assert (line.split(",")[0], rest) == (REF, "")
    assert "'=HYPERLINK" in line
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_viewer_gets_no_file(portal: Portal) -> None:
    at_desk(portal, in_review(), "viewer")
    assert "CSVをダウンロード" not in portal.browser.get(DESK).text
    portal.accounts.refuses("GET", "applications/export", 403, "forbidden")
    assert portal.browser.get(f"{DESK}.csv").status_code == 403


def test_taking_the_next_one_leads_to_it(portal: Portal) -> None:
    at_desk(portal, in_review())
    portal.browser.get(DESK)
    portal.accounts.answers_with("POST", "applications/claim-next", in_review())
    assert portal.browser.submit(NEXT).location == DETAIL


def test_nothing_to_take_is_said_on_the_list(portal: Portal) -> None:
    at_desk(portal, completed())
    portal.browser.get(DESK)
    portal.accounts.refuses(
        "POST",
        "applications/claim-next",
        404,
        "nothing_to_claim",
        detail="担当できる申請はありません。",
    )
    answer = portal.browser.submit(NEXT)
    assert answer.location == DESK
    assert "担当できる申請はありません。" in portal.browser.get(DESK).text


def test_a_viewer_is_not_offered_the_next_one(portal: Portal) -> None:
    at_desk(portal, in_review(), "viewer")
    html = portal.browser.get(DESK).text
    assert "次の1件を担当する" not in html
    assert "参照の権限のため、審査の操作はできません。" in html


def test_staff_pages_are_for_staff(portal: Portal) -> None:
    portal.sign_in()
    for path in ("/staff", DESK, DETAIL, f"{DETAIL}/complete"):
        assert portal.browser.get(path).status_code == 404


@pytest.mark.parametrize(("role", "offered"), [("viewer", 0), ("reviewer", 0), ("admin", 1)])
def test_the_menu_offers_only_what_the_role_may_open(
    portal: Portal, role: str, offered: int
) -> None:
    at_desk(portal, in_review(), role)
    menu = portal.browser.get(DESK).text.partition("<main")[0]
    assert menu.count("/staff/audit") == offered
    assert DESK in menu
