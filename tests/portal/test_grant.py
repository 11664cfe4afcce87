"""V5, V6: receipts, files that stay, an application with amounts from accounts; the notice."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from services.portal.grants import masked
from tests.portal.answers import REF, page
from tests.portal.conftest import Portal
from tests.portal.fakes import PUBLIC_URL, controls, facts_of, hidden_fields, text_of
from tests.portal.grant_answers import BREAKDOWN, GRANT_DETAILS, OFFER_PATH, RECEIPT, grant, offer

GRANT = "/services/myna/grant"
CONFIRM = f"{GRANT}/confirm"
NOTICES = f"{GRANT}/notices"
LISTED = {
    "number": "K0000001",
    "ref": REF,
    "decided_on": "2026-11-21",
    "amount": 41_000,
    "file_name": "K0000001_kofu_kettei.pdf",
    "bytes": 24_680,
    "last_viewed_at": None,
}
SOMETHING = {
    "field": "bank_code",
    "code": "x",
    "message": "金融機関コードは数字4桁で入力してください",
}
TYPED = {
    "lines.0.category": "カードリーダー",
    "lines.0.name": "リーダー",
    "lines.0.quantity": "１",
    "lines.0.amount": "48,200",
    "bank_code": "0001",
    "branch_code": "123",
    "account_type": "ordinary",
    "account_no": "12345",
    "account_kana": "さんぷるじゅうせい",
    "declared": "yes",
}


def opened(
    portal: Portal, *existing: dict[str, Any], files: tuple[Any, ...] = (), **offered: Any
) -> TestResponse:
    portal.sign_in()
    portal.accounts.answers_with("GET", OFFER_PATH, offer(**offered))
    portal.accounts.answers_with("GET", "applications", page(*existing))
    for one in existing:
        portal.accounts.answers_with("GET", f"applications/{one['ref']}", one)
    portal.accounts.answers_with("GET", "uploads", page(*files))
    portal.accounts.answers_with("POST", "uploads", RECEIPT, 201)
    return portal.browser.get(GRANT)


def send(portal: Portal, *, files: dict[str, Any] | None = None, **fields: str) -> TestResponse:
    """The form as a browser posts it, files and all."""
    kept = hidden_fields(portal.browser.page.text, GRANT)
    data = MultiDict({**kept, **TYPED, **fields})
    for name, (content, called) in (files or {}).items():
        data.add(name, (io.BytesIO(content), called))
    answer = portal.browser.client.post(
        GRANT, data=data, content_type="multipart/form-data", base_url=PUBLIC_URL
    )
    portal.browser.page = answer
    return answer


@pytest.mark.parametrize(
    ("reason", "detail", "link"),
    [
        ("not_started", "利用開始申請の手続き完了後に申請できます。", "/services/myna/start"),
        ("no_start_date", "運用開始日の登録後に申請できます。", "/services/myna/go-live"),
        ("grant_closed", "受付は2026年9月30日に終了しました。", "/services/myna"),
        ("no_grant", "現在、受け付けている助成金はありません。", "/services/myna"),
    ],
)
def test_it_says_why_not_and_what_comes_first(
    portal: Portal, reason: str, detail: str, link: str
) -> None:
    html = opened(portal, reason=reason, detail=detail).text
    assert detail in text_of(html)
    assert f'href="{link}' in html
    assert not controls(html)


def test_the_form_names_period_cap_and_five_rows(portal: Portal) -> None:
    html = opened(portal).text
    text = text_of(html)
    assert "申請期限：2029年3月31日（土）" in text
    assert "41,000円を上限として助成します（1,000円未満は切り捨て）" in text
    rows = [name for name in controls(html) if name and name.endswith(".amount")]
    assert rows == [f"lines.{n}.amount" for n in range(5)]
    assert 'enctype="multipart/form-data"' in html


def test_more_rows_come_with_everything_kept(portal: Portal) -> None:
    opened(portal, files=(RECEIPT,))
    portal.accounts.refuses("POST", "applications/check", 422, "invalid", errors=[SOMETHING])
    html = send(portal, action="rows").text
    found = controls(html)
    assert len([name for name in found if name and name.endswith(".amount")]) == 10
    assert found["lines.0.name"].get("value") == "リーダー"
    assert "領収書.pdf（45KB）" in text_of(html)


def test_a_file_goes_to_accounts_and_stays_through_a_failed_check(portal: Portal) -> None:
    opened(portal, files=(RECEIPT,))
    wrong = {
        "field": "lines.0.amount",
        "code": "x",
        "message": "1行目の金額を数字で入力してください",
    }
    portal.accounts.refuses("POST", "applications/check", 422, "invalid", errors=[wrong])
    answer = send(
        portal,
        files={"files.receipt": (b"%PDF-1.7 %%EOF", "領収書.pdf")},
        **{"lines.0.amount": "四万"},
    )
    [kept] = portal.accounts.asked("POST", "uploads")
    assert kept.query == {"facility_id": "f1", "role": "receipt", "name": "領収書.pdf"}
    assert kept.body == b"%PDF-1.7 %%EOF"
    assert answer.status_code == 422
    assert "1行目の金額を数字で入力してください" in answer.text
    assert "領収書.pdf（45KB）" in text_of(answer.text)
    asked = portal.accounts.asked("POST", "applications/check")[0].body
    assert asked["files"] == [RECEIPT["id"]]


def test_a_refused_file_is_complained_about_beside_its_field(portal: Portal) -> None:
    opened(portal)
    message = "evil.pdf：PDF・JPEG・PNGのいずれかを添付してください"
    told = {"field": "files.receipt", "code": "type", "message": message}
    portal.accounts.refuses("POST", "uploads", 422, "invalid", errors=[told])
    answer = send(portal, files={"files.receipt": (b"<html>", "evil.pdf")})
    assert answer.status_code == 422
    assert answer.text.count(message) == 2
    assert 'href="#files-receipt"' in answer.text
    assert not portal.accounts.asked("POST", "applications/check")


def test_a_file_too_large_for_accounts_is_told_in_words(portal: Portal) -> None:
    opened(portal)
    portal.accounts.refuses("POST", "uploads", 413, "too_large")
    answer = send(portal, files={"files.receipt": (b"x", "大きい.pdf")})
    assert "大きい.pdf：5MB以下のファイルを添付してください" in answer.text


def test_a_file_can_be_taken_out(portal: Portal) -> None:
    opened(portal, files=(RECEIPT,))
    path = f"uploads/{RECEIPT['id']}"
    portal.accounts.answers_with("DELETE", path, None, 204)
    portal.accounts.answers_with("GET", "uploads", page())
    answer = send(portal, action=f"remove.{RECEIPT['id']}")
    assert answer.status_code == 200
    assert portal.accounts.asked("DELETE", path)
    assert "領収書.pdf（" not in answer.text
    assert controls(answer.text)["lines.0.name"].get("value") == "リーダー"


def test_a_form_for_a_kind_without_a_scheme_goes_back_to_the_reason(portal: Portal) -> None:
    opened(portal)
    portal.accounts.answers_with("GET", OFFER_PATH, offer(reason="no_grant", scheme=None))
    assert send(portal).location.startswith(GRANT)


def test_only_signed_in_people_may_send_much(portal: Portal) -> None:
    body = {"csrf_token": "x", "files.receipt": (io.BytesIO(b"x" * 2_000_000), "a.pdf")}
    answer = portal.browser.client.post(GRANT, data=body, base_url=PUBLIC_URL)
    assert answer.status_code == 413
    opened(portal)
    portal.accounts.refuses("POST", "applications/check", 422, "invalid", errors=[SOMETHING])
    assert send(portal, files={"files.receipt": (b"x" * 2_000_000, "a.pdf")}).status_code == 422
    large = send(portal, files={"files.receipt": (b"x" * 28_000_000, "a.pdf")})
    assert large.status_code == 413
    assert "ファイルが大きすぎます" in large.text
    assert "1回につき26MBまで" in large.text


def test_amounts_are_confirmed_and_sent_once(portal: Portal) -> None:
    opened(portal, files=(RECEIPT, BREAKDOWN))
    checked = {**GRANT_DETAILS, "declared": True}
    portal.accounts.answers_with("POST", "applications/check", checked)
    html = send(portal).text
    facts = facts_of(html)
    assert (facts["合計"], facts["申請額"]) == ("48,200円", "41,000円")
    assert "補助の対象となる上限は41,000円です。上限額で申請されます。" in html
    portal.accounts.answers_with("POST", "applications", grant(), 201)
    done = portal.browser.submit(CONFIRM)
    assert (done.status_code, done.location) == (303, f"{GRANT}/done/{REF}")
    body = portal.accounts.asked("POST", "applications")[0].body
    assert body["files"] == GRANT_DETAILS["files"]
    assert body["lines"][0]["amount"] == "48200"
    assert body["declared"] is True
    assert "total" not in body


def test_the_done_page_and_the_status_mask_the_account(portal: Portal) -> None:
    opened(portal, grant())
    assert "申請額：41,000円" in text_of(portal.browser.get(f"{GRANT}/done/{REF}").text)
    html = portal.browser.get(f"/services/myna/requests/{REF}").text
    assert facts_of(html)["預金種別・口座番号"] == "普通 *****45"
    assert "0012345" not in html
    assert f'href="{GRANT}/files/{RECEIPT["id"]}"' in html


def test_a_returned_one_comes_back_filled_in_even_after_the_period(portal: Portal) -> None:
    facts = {"comment": "金額", "deadline": "2026-12-10", "moves": ["resubmit"], "version": 3}
    closed = {"reason": "grant_closed", "detail": "受付は2026年9月30日に終了しました。"}
    html = opened(portal, grant("returned", **facts), **closed).text
    assert "申請期限：2026年12月10日（木）" in text_of(html)
    assert controls(html)["account_no"].get("value") == "0012345"
    assert "領収書.pdf（45KB）" in text_of(html)
    portal.accounts.answers_with("DELETE", f"uploads/{RECEIPT['id']}", None, 204)
    answer = send(portal, action=f"remove.{RECEIPT['id']}")
    assert "領収書.pdf（" not in answer.text
    portal.accounts.refuses("POST", "applications/check", 422, "invalid", errors=[SOMETHING])
    send(portal)
    assert portal.accounts.asked("POST", "applications/check")[-1].body["files"] == [
        BREAKDOWN["id"]
    ]


@pytest.mark.parametrize("number", ["0012345", "1234567"])
def test_a_masked_number_keeps_two_digits(number: str) -> None:
    assert masked(number) == "*****" + number[-2:]


def test_no_notice_yet(portal: Portal) -> None:
    portal.sign_in()
    portal.documents.answers_with("GET", "notices", {"items": [], "total": 0})
    html = portal.browser.get(NOTICES).text
    assert "交付決定通知書はまだ発行されていません。" in html
    assert 'href="/services/myna/requests"' in html


def test_a_notice_is_listed_and_saved(portal: Portal) -> None:
    portal.sign_in()
    portal.documents.answers_with("GET", "notices", {"items": [LISTED], "total": 1})
    text = text_of(portal.browser.get(NOTICES).text)
    assert "K0000001 2026-11-21 41,000円 K0000001_kofu_kettei.pdf（PDF 25KB）" in text
    portal.documents.answers_with_file(
        "notices/K0000001/content", b"%PDF", 'attachment; filename="K0000001_kofu_kettei.pdf"'
    )
    answer = portal.browser.get(f"{NOTICES}/K0000001.pdf")
    assert (answer.data, answer.content_type) == (b"%PDF", "application/pdf")
    assert "K0000001_kofu_kettei.pdf" in answer.headers["Content-Disposition"]


def test_an_old_password_is_asked_for_again(portal: Portal) -> None:
    portal.sign_in(minutes_ago=20)
    answer = portal.browser.get(f"{NOTICES}/K0000001.pdf")
    assert answer.status_code == 303
    assert answer.location.startswith("/reauth?next=")
