"""ST12: the second pair of eyes, as the pages show it; accounts decides."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from services.portal.pages import staff_grants
from tests.portal.answers import NOTICE, REF, grant, page
from tests.portal.conftest import Portal
from tests.portal.fakes import PUBLIC_URL, facts_of, hidden_fields, text_of

GRANTS = "/staff/grants"
DAY = {"decided_on_y": "2026", "decided_on_m": "11", "decided_on_d": "21"}
CLAIM = {"staff_id": "s1", "name": "審査一郎", "since": "2026-11-20T01:00:00.000Z"}
TO_ISSUE = grant("completed", version=3, claim=CLAIM, notice_due="issue")
TO_CONFIRM = grant(
    "completed", version=4, claim=CLAIM, notice_due="confirm", notice=NOTICE, may_confirm=True
)


@pytest.fixture
def desk(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """One grant waits for its notice, or for the second person when a test says so."""
    portal.sign_in_staff()
    waiting(portal, monkeypatch, issue=[TO_ISSUE])
    return portal


def waiting(portal: Portal, monkeypatch: pytest.MonkeyPatch, **groups: list[Any]) -> None:
    portal.accounts.answers_with("GET", "notices", page())
    monkeypatch.setattr(staff_grants, "_due", lambda group: groups.get(group, []))


def send(portal: Portal, path: str, action: str, *refs: str, **fields: str) -> TestResponse:
    kept = hidden_fields(portal.browser.page.text, action)
    data = MultiDict({**kept, **fields})
    data.setlist("ref", list(refs))
    portal.browser.page = portal.browser.client.post(path, data=data, base_url=PUBLIC_URL)
    return portal.browser.page


def test_nothing_waits(portal: Portal) -> None:
    portal.sign_in_staff()
    portal.accounts.answers_with("GET", "notices", page())
    text = text_of(portal.browser.get(GRANTS).text)
    assert "発行待ちの申請はありません。" in text
    assert "確認待ちの申請はありません。" in text
    assert [seen.query["due"] for seen in portal.accounts.asked("GET", "notices")] == [
        "issue",
        "confirm",
    ]


def test_notices_are_issued_after_a_look_at_the_total(desk: Portal) -> None:
    desk.browser.get(GRANTS)
    page = send(desk, f"{GRANTS}/issue", f"{GRANTS}/issue", REF, **DAY)
    assert facts_of(page.text)["交付額の合計"] == "41,000円"
    desk.accounts.answers_with("POST", f"notices/{REF}/issue", TO_CONFIRM)
    done = f"{GRANTS}/issue/done"
    assert send(desk, done, done, REF).location == GRANTS
    [told] = desk.accounts.asked("POST", f"notices/{REF}/issue")
    assert told.body == {"version": "3", "decided_on": "2026-11-21"}
    text = text_of(desk.browser.get(GRANTS).text)
    assert "1件の交付決定通知書を発行しました。ほかの職員の確認を待っています。" in text


@pytest.mark.parametrize(
    ("refs", "day", "message"),
    [
        ([], DAY, "対象の申請を選択してください"),
        (["ZZZZZZ"], DAY, "対象の申請を選択してください"),
        ([REF], {}, "決定日を入力してください"),
        ([REF], {**DAY, "decided_on_m": ""}, "決定日の「月」を入力してください"),
    ],
)
def test_what_is_missing_is_said(
    desk: Portal, refs: list[str], day: dict[str, str], message: str
) -> None:
    desk.browser.get(GRANTS)
    page = send(desk, f"{GRANTS}/issue", f"{GRANTS}/issue", *refs, **day)
    assert page.status_code == 422
    assert page.text.count(message) == 2


@pytest.mark.parametrize("step", ["confirm", "take-back"])
def test_the_second_person_confirms_or_takes_back(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    portal.sign_in_staff("admin")
    waiting(portal, monkeypatch, confirm=[TO_CONFIRM])
    html = portal.browser.get(GRANTS).text
    assert "発行花子" in html
    send(portal, f"{GRANTS}/{step}", f"{GRANTS}/confirm", REF)
    portal.accounts.answers_with("POST", f"notices/{REF}/{step}", TO_CONFIRM)
    done = f"{GRANTS}/{step}/done"
    assert send(portal, done, done, REF).location == GRANTS
    [told] = portal.accounts.asked("POST", f"notices/{REF}/{step}")
    assert told.body == {"version": "4"}


def test_who_took_part_before_cannot_choose_it(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.sign_in_staff()
    waiting(portal, monkeypatch, confirm=[{**TO_CONFIRM, "may_confirm": False}])
    html = portal.browser.get(GRANTS).text
    assert "担当者・発行者は確認できません" in html
    assert 'type="checkbox"' not in html


def test_who_was_faster_is_told(desk: Portal) -> None:
    desk.browser.get(GRANTS)
    send(desk, f"{GRANTS}/issue", f"{GRANTS}/issue", REF, **DAY)
    desk.accounts.refuses(
        "POST", f"notices/{REF}/issue", 409, "version_conflict", detail="ほかの職員が更新しました"
    )
    done = f"{GRANTS}/issue/done"
    send(desk, done, done, REF)
    assert f"申請番号 {REF}：ほかの職員が更新しました" in desk.browser.get(GRANTS).text


def test_viewers_only_look(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    portal.sign_in_staff("viewer")
    waiting(portal, monkeypatch, issue=[TO_ISSUE], confirm=[TO_CONFIRM])
    html = portal.browser.get(GRANTS).text
    assert REF in html
    assert 'type="checkbox"' not in html
    assert "参照の権限のため" in html
