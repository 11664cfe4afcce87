"""A1–A3: accounts, their notes and their sheets."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from werkzeug.wrappers import Response

from tests.portal.answers import ACCOUNT_ID, CREDENTIALS, account, sheet
from tests.portal.conftest import Portal
from tests.portal.fakes import controls, facts_of, hidden_fields, text_of

LIST = "/services/myna/accounts"
DETAIL = f"{LIST}/{ACCOUNT_ID}"
SETUP = f"{DETAIL}/setup"
FILE = f"{DETAIL}/attachment"


def with_account(portal: Portal, one: dict, *sheets: dict, minutes_ago: int = 0) -> None:
    portal.sign_in(minutes_ago)
    portal.accounts.answers_with("GET", f"accounts/{ACCOUNT_ID}", one)
    found = {"items": list(sheets), "total": len(sheets), "expected": None}
    portal.documents.answers_with("GET", "documents", found)
    portal.browser.get(DETAIL)


def test_the_detail_shows_the_manuals_facts_and_the_file(portal: Portal) -> None:
    terminal = {"name": "受付1", "registered_at": "2026-11-22T00:00:00.000Z"}
    with_account(portal, account(terminal=terminal), sheet(last_viewed_at="2026-11-22T00:00:00Z"))
    html = portal.browser.page.text
    facts = facts_of(html)
    assert f'<a href="{FILE}">W0000001_skg_account.pdf（PDF 45KB）</a>' in html
    assert "最終ダウンロード日時：2026年11月22日 09:00" in html
    assert (facts["ステータス"], facts["利用開始年月日"]) == ("利用可", "2026-11-21")
    assert facts["初期登録"] == "登録済み 2026-11-22 受付1"


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (0, "ファイルを作成しています。数分後にもう一度開いてください。"),
        (2, "ファイルを作成できませんでした。"),
    ],
)
def test_a_missing_file_says_whether_waiting_helps(portal: Portal, age: int, words: str) -> None:
    started_on = (date.today() - timedelta(days=age)).isoformat()
    with_account(portal, account(started_on=started_on))
    assert words in text_of(portal.browser.page.text)


def test_the_account_is_shown_while_documents_are_away(portal: Portal) -> None:
    with_account(portal, account())
    portal.documents.refuses("GET", "documents", 500, "")
    answer = portal.browser.get(DETAIL)
    assert answer.status_code == 200
    assert "ファイルの状況を確認できませんでした。" in answer.text


def test_a_note_is_saved_on_the_version_that_was_seen(portal: Portal) -> None:
    with_account(portal, account(version=4), sheet())
    portal.accounts.answers_with("PATCH", f"accounts/{ACCOUNT_ID}", account(note="2階"))
    answer = portal.browser.submit(DETAIL, note="2階")
    assert portal.accounts.asked("PATCH", f"accounts/{ACCOUNT_ID}")[0].body == {
        "note": "2階",
        "version": "4",
    }
    assert answer.location == DETAIL
    assert "備考を保存しました。" in portal.browser.get(DETAIL).text


def test_a_note_changed_elsewhere_keeps_what_was_typed(portal: Portal) -> None:
    with_account(portal, account(version=4), sheet())
    portal.accounts.refuses(
        "PATCH",
        f"accounts/{ACCOUNT_ID}",
        409,
        "version_conflict",
        detail="ほかの画面で更新されています。最新の内容を確認してください",
        current=account(version=5, note="院長が変更"),
    )
    answer = portal.browser.submit(DETAIL, note="2階")
    assert answer.status_code == 409
    assert "ほかの画面で更新されています。最新の内容を確認してください" in answer.text
    assert controls(answer.text)["note"].get("value") == "2階"
    assert facts_of(answer.text)["現在の備考"] == "院長が変更"
    assert hidden_fields(answer.text, DETAIL)["version"] == "5"


def test_a_note_that_is_too_long_is_complained_about_at_its_field(portal: Portal) -> None:
    with_account(portal, account(), sheet())
    message = "備考は100文字以内で入力してください（現在101文字）"
    errors = [{"field": "note", "code": "too_long", "message": message}]
    portal.accounts.refuses("PATCH", f"accounts/{ACCOUNT_ID}", 422, "invalid", errors=errors)
    answer = portal.browser.submit(DETAIL, note="あ" * 101)
    assert answer.status_code == 422
    assert answer.text.count(message) == 2
    assert controls(answer.text)["note"].get("value") == "あ" * 101


def test_an_ended_account_is_read_only(portal: Portal) -> None:
    with_account(portal, account(status="ended", status_label="利用終了"), sheet())
    assert "note" not in controls(portal.browser.page.text)
    assert facts_of(portal.browser.page.text)["備考（利用者名、端末名等）"] == "受付1番パソコン"


def test_the_file_comes_as_an_attachment_under_its_name(portal: Portal) -> None:
    with_account(portal, account(), sheet(), sheet(id="W0000001-0", version=0))
    portal.documents.answers["GET", "documents/W0000001-1/content"] = lambda: Response(
        b"%PDF-1.7", mimetype="application/pdf"
    )
    answer = portal.browser.get(FILE)
    assert answer.data == b"%PDF-1.7"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=W0000001_skg_account.pdf"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_file_asks_for_an_old_password_again_and_leads_back(portal: Portal) -> None:
    with_account(portal, account(), sheet(), minutes_ago=16)
    answer = portal.browser.get(FILE)
    assert answer.location == f"/reauth?next={DETAIL}?confirmed%3Dyes"
    assert "本人確認ができました。" in portal.browser.get(f"{DETAIL}?confirmed=yes").text


def test_setup_values_can_be_read_aloud_and_are_kept_nowhere(portal: Portal) -> None:
    with_account(portal, account(), sheet())
    path = "documents/W0000001-1/credentials"
    portal.documents.answers_with("POST", path, CREDENTIALS)
    answer = portal.browser.submit(SETUP)
    facts = facts_of(answer.text)
    assert facts["パスワード"].startswith("Qa5!kM7#xW3p")
    assert "大文字キュー、小文字エー、数字ゴ、記号感嘆符" in facts["パスワード"]
    assert facts["アクティベーションコード"].startswith("1234-5678-9012")
    assert facts["機関名"] == "サンプル接骨院"
    assert answer.headers["Cache-Control"] == "no-store"
    assert portal.documents.asked("POST", path)[0].headers["authorization"] == "Bearer signed"


def test_setup_values_are_only_posted_for_and_need_a_recent_password(portal: Portal) -> None:
    with_account(portal, account(), sheet(), minutes_ago=16)
    assert portal.browser.submit(SETUP).location == f"/reauth?next={DETAIL}?confirmed%3Dyes"
    assert portal.browser.get(SETUP).location == DETAIL
    assert not portal.documents.asked("POST", "documents/W0000001-1/credentials")


@pytest.mark.parametrize("name", ["契0123", "%ED%A0%80"])
def test_an_address_of_any_characters_asks_for_just_that(portal: Portal, name: str) -> None:
    portal.sign_in()
    path = f"accounts/{unquote(name)}"
    portal.accounts.refuses("GET", path, 404, "not_found")
    assert portal.browser.get(f"{LIST}/{name}").status_code == 404


def test_another_facilitys_account_is_not_found(portal: Portal) -> None:
    portal.sign_in()
    portal.accounts.refuses("GET", f"accounts/{ACCOUNT_ID}", 404, "not_found")
    assert portal.browser.get(DETAIL).status_code == 404
