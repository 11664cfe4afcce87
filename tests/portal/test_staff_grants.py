"""ST12: the second pair of eyes, as the pages show it; accounts decides."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from services.portal.pages import staff_grants
from tests.portal.answers import FACILITY, REF, master, page
from tests.portal.conftest import Portal
from tests.portal.fakes import PUBLIC_URL, facts_of, hidden_fields, text_of
from tests.portal.grant_answers import NOTICE, grant

GRANTS = "/staff/grants"
DAY = {"decided_on_y": "2026", "decided_on_m": "11", "decided_on_d": "21"}
CLAIM = {"staff_id": "s1", "name": "審査一郎", "since": "2026-11-20T01:00:00.000Z"}
TO_ISSUE = grant("completed", version=3, claim=CLAIM, notice_due="issue")
TO_CONFIRM = grant(
    "completed", version=4, claim=CLAIM, notice_due="confirm", notice=NOTICE, may_confirm=True
)
DECIDED = grant(
    "completed",
    version=5,
    claim=CLAIM,
    notice={
        **NOTICE,
        "number": "K0000001",
        "confirmer": {"name": "確認次郎", "at": "2026-11-21T03:00:00.000Z"},
    },
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
        "decided",
    ]
    assert "発行済みの通知書はありません。" in text


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


@pytest.fixture
def issuer(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """Looks at what waits for somebody else."""
    portal.sign_in_staff()
    waiting(portal, monkeypatch, confirm=[{**TO_CONFIRM, "may_confirm": False}])
    return portal


def test_the_issuer_takes_it_back_before_it_is_confirmed(issuer: Portal) -> None:
    assert "確認はほかの職員" in issuer.browser.get(GRANTS).text
    page = send(issuer, f"{GRANTS}/take-back", f"{GRANTS}/confirm", REF)
    assert "交付決定通知書の発行を取り消しますか" in page.text
    issuer.accounts.answers_with("POST", f"notices/{REF}/take-back", TO_ISSUE)
    done = f"{GRANTS}/take-back/done"
    assert send(issuer, done, done, REF).location == GRANTS
    assert "1件の発行を取り消しました。" in issuer.browser.get(GRANTS).text


def test_the_issuer_is_told_that_somebody_else_confirms(issuer: Portal) -> None:
    issuer.browser.get(GRANTS)
    page = send(issuer, f"{GRANTS}/confirm", f"{GRANTS}/confirm", REF)
    assert page.status_code == 422
    message = f"申請番号 {REF}：担当者と発行者は確認できません。ほかの職員が確認してください"
    assert page.text.count(message) == 2
    assert not issuer.accounts.asked("POST", f"notices/{REF}/confirm")


@pytest.mark.parametrize(
    ("document_id", "link"), [("K0000001", "通知書を表示（PDF）"), ("", "作成中")]
)
def test_what_was_decided_can_be_looked_at(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, document_id: str, link: str
) -> None:
    portal.sign_in_staff("viewer")
    decided = {**DECIDED, "notice": {**DECIDED["notice"], "document_id": document_id}}
    waiting(portal, monkeypatch, decided=[decided])
    portal.accounts.answers_with("GET", f"applications/{REF}", decided)
    portal.registration.answers_with("GET", f"facilities/{FACILITY['id']}", master())
    portal.accounts.answers_with("GET", f"applications/{REF}/memos", page())
    portal.accounts.answers_with("GET", "applications", page())
    for path in (GRANTS, f"/staff/applications/{REF}"):
        html = portal.browser.get(path).text
        for said in ("K0000001", "発行花子", "確認次郎"):
            assert said in html
        assert link in html
        assert (f'href="{GRANTS}/K0000001.pdf"' in html) == bool(document_id)


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
