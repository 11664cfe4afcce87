"""ST11: what staff see of an account and do with it."""

from __future__ import annotations

import pytest

from tests.portal.answers import ACCOUNT_ID, account, page, sheet
from tests.portal.conftest import Portal
from tests.portal.fakes import controls, facts_of, hidden_fields, text_of

LIST = "/staff/accounts"
DETAIL = f"{LIST}/{ACCOUNT_ID}"
LINE = {
    "at": "2026-11-22T00:00:00.000Z",
    "what": "activate",
    "label": "初期登録",
    "by": "受付1番",
    "comment": None,
}
MOVES = ["suspend", "reissue"]


def with_account(
    portal: Portal,
    *sheets: dict,
    role: str = "reviewer",
    moves: list[str] = MOVES,
    **changes: object,
) -> None:
    portal.sign_in_staff(role)
    portal.accounts.answers_with("GET", f"accounts/{ACCOUNT_ID}", account(**changes))
    history = {"lines": [LINE], "moves": moves}
    portal.accounts.answers_with("GET", f"accounts/{ACCOUNT_ID}/history", history)
    portal.documents.answers_with("GET", "documents", {"items": list(sheets), "total": 0})


def test_staff_search_before_they_see_anything(portal: Portal) -> None:
    portal.sign_in_staff("viewer")
    portal.accounts.answers_with("GET", "accounts", page())
    assert (
        "アカウントIDまたは機関コードを入力して検索してください。" in portal.browser.get(LIST).text
    )
    assert "条件に合うアカウントはありません。" in portal.browser.get(f"{LIST}?q=W9").text
    portal.accounts.answers_with("GET", "accounts", page(account()))
    html = portal.browser.get(f"{LIST}?facility_id=judo:1").text
    assert f'href="{DETAIL}"' in html
    assert portal.accounts.seen[-1].query == {"sort": "id", "facility_id": "judo:1"}


def test_an_account_its_history_and_its_versions(portal: Portal) -> None:
    with_account(portal, sheet(), sheet(id="W0000001-2", version=2), issue=2)
    html = portal.browser.get(DETAIL).text
    words = text_of(html)
    assert facts_of(html)["ステータス"] == "利用可"
    assert "初期登録 2026年11月22日 09:00 受付1番" in words
    assert html.index('<th scope="row">2</th>') < html.index('<th scope="row">1</th>')
    assert "有効" in words
    assert "使用できません" in words
    assert [word in words for word in ("利用を停止する", "再開する", "設定情報を再発行する")] == [
        True,
        False,
        True,
    ]


def test_viewers_are_told_why_they_cannot_act(portal: Portal) -> None:
    with_account(portal, role="viewer", moves=[])
    words = text_of(portal.browser.get(DETAIL).text)
    assert "参照の権限のため、審査の操作はできません。" in words
    assert portal.browser.get(f"{DETAIL}/suspend").location == DETAIL


@pytest.mark.parametrize(
    ("move", "done"),
    [
        ("suspend", "利用を停止しました。"),
        ("resume", "利用を再開しました。"),
        ("reissue", "設定情報を再発行しました。PDFができると、利用者にメールでお知らせします。"),
    ],
)
def test_a_change_is_confirmed_with_a_reason(portal: Portal, move: str, done: str) -> None:
    with_account(portal, moves=[move], version=4)
    portal.browser.get(f"{DETAIL}/{move}")
    portal.accounts.answers_with("POST", f"accounts/{ACCOUNT_ID}/{move}", account())
    answer = portal.browser.submit(f"{DETAIL}/{move}", reason="端末の紛失")
    assert answer.location == DETAIL
    [asked] = portal.accounts.asked("POST", f"accounts/{ACCOUNT_ID}/{move}")
    assert asked.body == {"reason": "端末の紛失", "version": "4"}
    assert asked.headers["idempotency-key"]
    assert done in portal.browser.get(DETAIL).text


def test_a_missing_reason_keeps_the_form(portal: Portal) -> None:
    with_account(portal)
    portal.browser.get(f"{DETAIL}/suspend")
    errors = [{"field": "reason", "code": "required", "message": "理由を入力してください"}]
    path = f"accounts/{ACCOUNT_ID}/suspend"
    portal.accounts.refuses("POST", path, 422, "invalid", errors=errors)
    answer = portal.browser.submit(f"{DETAIL}/suspend", reason=" ")
    assert answer.status_code == 422
    assert answer.text.count("理由を入力してください") == 2
    assert "reason" in controls(answer.text)
    assert hidden_fields(answer.text, f"{DETAIL}/suspend")["version"] == "1"


def test_who_was_too_late_sees_the_account_as_it_is(portal: Portal) -> None:
    with_account(portal)
    portal.browser.get(f"{DETAIL}/suspend")
    detail = "ほかの画面で更新されています。最新の内容を確認してください"
    path = f"accounts/{ACCOUNT_ID}/suspend"
    portal.accounts.refuses("POST", path, 409, "version_conflict", detail=detail)
    answer = portal.browser.submit(f"{DETAIL}/suspend", reason="紛失")
    assert answer.status_code == 409
    assert detail in answer.text


def test_visitors_and_users_do_not_get_here(portal: Portal) -> None:
    for path in (LIST, DETAIL, f"{DETAIL}/suspend"):
        assert portal.browser.get(path).status_code == 404
