"""ST3: one application at the review desk."""

from __future__ import annotations

import pytest

from tests.portal.answers import (
    FACILITY,
    REF,
    application,
    completed,
    in_review,
    master,
    returned,
    sheet,
)
from tests.portal.conftest import Portal
from tests.portal.fakes import controls, facts_of, hidden_fields, text_of
from tests.portal.review_desk import DESK, DETAIL, at_desk

FASTER = "ほかの職員がこの申請を更新しました（審査二郎）"


def test_differences_from_the_master_are_said_in_words(portal: Portal) -> None:
    at_desk(portal, in_review())
    portal.registration.answers_with(
        "GET", f"facilities/{FACILITY['id']}", master(name="別の接骨院", status="closed")
    )
    rows = portal.browser.get(DETAIL).text.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")
    words = [text_of(f"<table>{row}</table>") for row in rows]
    assert "施術所名サンプル接骨院別の接骨院相違あり" in words
    assert "機関コード11801234561180123456一致" in words
    assert "状態無効" in words


@pytest.mark.parametrize("status", [404, 503])
def test_an_application_can_be_read_without_the_master(portal: Portal, status: int) -> None:
    at_desk(portal, in_review())
    portal.registration.refuses("GET", f"facilities/{FACILITY['id']}", status, "x")
    answer = portal.browser.get(DETAIL)
    assert answer.status_code == 200
    assert "施術所マスタの内容を確認できませんでした。" in answer.text


def test_earlier_applications_of_the_same_facility_are_listed(portal: Portal) -> None:
    other = application(ref="ABC234", facility={**FACILITY, "id": "f2"})
    at_desk(portal, in_review(), "reviewer", application("withdrawn", ref="DEF567"), other)
    html = portal.browser.get(DETAIL).text
    assert f'href="{DESK}/DEF567"' in html
    assert "ABC234" not in html


@pytest.mark.parametrize(
    ("one", "role", "buttons", "reason"),
    [
        (application(moves=["claim"]), "reviewer", ["担当する"], ""),
        (in_review(), "admin", ["承認する", "差し戻す", "却下する"], ""),
        (in_review(moves=[]), "viewer", [], "参照の権限のため、審査の操作はできません。"),
        (
            completed(moves=[]),
            "reviewer",
            [],
            "この申請は「手続完了」のため、行える操作はありません。",
        ),
    ],
    ids=["審査待ち", "審査中", "参照", "手続完了"],
)
def test_only_open_moves_have_a_button(
    portal: Portal, one: dict, role: str, buttons: list[str], reason: str
) -> None:
    at_desk(portal, one, role)
    html = portal.browser.get(DETAIL).text
    desk = html.split("<h2>審査の操作</h2>")[1].split("</main>")[0]
    assert [b.split("</button>")[0] for b in desk.split('">')[1:] if "</button>" in b] == buttons
    assert reason in desk


def test_taking_one_is_confirmed(portal: Portal) -> None:
    at_desk(portal, application(moves=["claim"]))
    assert "担当を確定する" in portal.browser.get(f"{DETAIL}/claim").text
    portal.accounts.answers_with("POST", f"applications/{REF}/claim", in_review())
    assert portal.browser.submit(f"{DETAIL}/claim").location == DETAIL
    assert "この申請の担当になりました。" in portal.browser.get(DETAIL).text


def test_approving_says_what_will_happen_and_happens_once(portal: Portal) -> None:
    at_desk(portal, in_review())
    html = portal.browser.get(f"{DETAIL}/complete").text
    assert "3件のアカウントを発行します。" in html
    assert "taro@clinic.example" in html
    one_time = hidden_fields(html, f"{DETAIL}/complete")["form_id"]
    portal.accounts.answers_with("POST", f"applications/{REF}/complete", completed(documents=0))
    answer = portal.browser.submit(f"{DETAIL}/complete")
    sent = portal.accounts.asked("POST", f"applications/{REF}/complete")[0]
    assert answer.location == f"{DETAIL}/completed"
    assert (sent.body, sent.headers["idempotency-key"]) == ({"version": "2"}, one_time)


def test_the_done_panel_counts_what_is_issued(portal: Portal) -> None:
    at_desk(portal, completed(documents=0))
    found = {"items": [sheet(), sheet()], "total": 2, "expected": 3}
    portal.documents.answers_with("GET", "documents", found)
    words = text_of(portal.browser.get(f"{DETAIL}/completed").text)
    assert "申請を承認しました" in words
    assert "発行済み 2/3" in words
    at_desk(portal, completed(documents=3))
    assert "発行済み 3/3" in text_of(portal.browser.get(f"{DETAIL}/completed").text)
    at_desk(portal, in_review())
    assert portal.browser.get(f"{DETAIL}/completed").location == DETAIL


def test_the_slower_reviewer_is_told_who_was_faster(portal: Portal) -> None:
    at_desk(portal, in_review())
    portal.browser.get(f"{DETAIL}/complete")
    portal.accounts.refuses(
        "POST", f"applications/{REF}/complete", 409, "version_conflict", detail=FASTER
    )
    portal.accounts.answers_with("GET", f"applications/{REF}", completed(moves=[]))
    answer = portal.browser.submit(f"{DETAIL}/complete")
    assert answer.status_code == 409
    assert FASTER in answer.text
    assert facts_of(answer.text)["状態"] == "手続完了"


def test_sending_back_needs_a_reason_and_a_whole_deadline(portal: Portal) -> None:
    at_desk(portal, in_review())
    portal.browser.get(f"{DETAIL}/return")
    errors = [
        {"field": "comment", "code": "required", "message": "差戻しの理由を入力してください"},
        {"field": "deadline", "code": "required", "message": "再申請期限を入力してください"},
    ]
    portal.accounts.refuses("POST", f"applications/{REF}/return", 422, "invalid", errors=errors)
    typed = {"comment": "", "deadline_y": "2026", "deadline_m": "12"}
    answer = portal.browser.submit(f"{DETAIL}/return", **typed)
    summary = answer.text.split("<ul>")[1].split("</ul>")[0]
    assert answer.status_code == 422
    assert text_of(summary) == (
        "差戻しの理由を入力してください 再申請期限の「日」を入力してください"
    )
    assert controls(answer.text)["deadline_m"].get("value") == "12"


def test_sending_back_tells_the_service_the_reason_and_the_day(portal: Portal) -> None:
    at_desk(portal, in_review())
    portal.browser.get(f"{DETAIL}/return")
    portal.accounts.answers_with("POST", f"applications/{REF}/return", returned())
    typed = {
        "comment": "台数を\n確認",
        "deadline_y": "２０２６",
        "deadline_m": "12",
        "deadline_d": "9",
    }
    answer = portal.browser.submit(f"{DETAIL}/return", **typed)
    body = portal.accounts.asked("POST", f"applications/{REF}/return")[0].body
    assert body == {"version": "2", "comment": "台数を\n確認", "deadline": "2026-12-09"}
    assert answer.location == DETAIL
    assert "申請を差し戻しました。" in portal.browser.get(DETAIL).text


@pytest.mark.parametrize(
    ("typed", "name", "result"),
    [
        ("", "terminals", "端末の台数と備考の内容が一致していません。"),
        ("まず\n", "terminals", "まず\n端末の台数と備考の内容が一致していません。"),
        ("まず", "no-such", "まず"),
    ],
)
def test_a_template_is_written_below_what_was_typed(
    portal: Portal, typed: str, name: str, result: str
) -> None:
    at_desk(portal, in_review())
    portal.browser.get(f"{DETAIL}/return")
    chosen = {"action": "template", "template": name, "deadline_y": "2026"}
    html = portal.browser.submit(f"{DETAIL}/return", comment=typed, **chosen).text
    assert controls(html)["comment"].text.strip().startswith(result)
    assert controls(html)["deadline_y"].get("value") == "2026"
    assert portal.accounts.asked("POST", f"applications/{REF}/return") == []


def test_notes_of_staff_are_shown_and_added_once(portal: Portal) -> None:
    at_desk(portal, in_review())
    memo = {"at": "2026-11-20T01:00:00.000Z", "by": "審査二郎", "text": "電話で<b>確認</b>済み"}
    portal.accounts.answers_with("GET", f"applications/{REF}/memos", {"items": [memo]})
    html = portal.browser.get(DETAIL).text
    assert "電話で&lt;b&gt;確認&lt;/b&gt;済み" in html
    page_html = portal.browser.get(f"{DETAIL}/memos").text
    one_time = hidden_fields(page_html, f"{DETAIL}/memos")["form_id"]
    portal.accounts.answers_with("POST", f"applications/{REF}/memos", memo, 201)
    assert portal.browser.submit(f"{DETAIL}/memos", text="確認済み").location == DETAIL
    [sent] = portal.accounts.asked("POST", f"applications/{REF}/memos")
    assert (sent.body, sent.headers["idempotency-key"]) == ({"text": "確認済み"}, one_time)
    assert "メモを追加しました。" in portal.browser.get(DETAIL).text


def test_an_empty_note_is_refused_and_a_viewer_writes_none(portal: Portal) -> None:
    at_desk(portal, in_review())
    portal.browser.get(f"{DETAIL}/memos")
    errors = [{"field": "text", "code": "required", "message": "メモを入力してください"}]
    path = f"applications/{REF}/memos"
    portal.accounts.refuses("POST", path, 422, "invalid", errors=errors)
    answer = portal.browser.submit(f"{DETAIL}/memos", text="")
    assert (answer.status_code, answer.text.count("メモを入力してください")) == (422, 2)
    at_desk(portal, in_review(moves=[]), "viewer")
    assert "メモを追加" not in portal.browser.get(DETAIL).text
    assert portal.browser.get(f"{DETAIL}/memos").location == DETAIL


def test_rejecting_needs_no_deadline(portal: Portal) -> None:
    at_desk(portal, in_review())
    html = portal.browser.get(f"{DETAIL}/reject").text
    assert "却下を確定する" in html
    assert "deadline_y" not in controls(html)
    portal.accounts.answers_with("POST", f"applications/{REF}/reject", application("rejected"))
    portal.browser.submit(f"{DETAIL}/reject", comment="対象外です。")
    body = portal.accounts.asked("POST", f"applications/{REF}/reject")[0].body
    assert body == {"version": "2", "comment": "対象外です。"}


def test_a_closed_move_has_no_page(portal: Portal) -> None:
    at_desk(portal, application(moves=["claim"]))
    assert portal.browser.get(f"{DETAIL}/complete").location == DETAIL
    assert portal.browser.get(f"{DETAIL}/anything").status_code == 404
