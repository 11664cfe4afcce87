"""ST1–ST3: the review desk."""

from __future__ import annotations

import pytest

from tests.portal.answers import (
    FACILITY,
    REF,
    application,
    completed,
    in_review,
    master,
    page,
    returned,
    sheet,
)
from tests.portal.conftest import Portal
from tests.portal.fakes import controls, facts_of, hidden_fields, text_of

DESK = "/staff/applications"
DETAIL = f"{DESK}/{REF}"
NEXT = f"{DESK}/claim-next"
SUMMARY = {"submitted": 2, "in_review": 1, "returned_due_soon": 0, "oldest": [application()]}
EMPTY = {"submitted": 0, "in_review": 0, "returned_due_soon": 0, "oldest": []}
FASTER = "ほかの職員がこの申請を更新しました（審査二郎）"


def at_desk(portal: Portal, one: dict, role: str = "reviewer", *others: dict) -> None:
    portal.sign_in_staff(role)
    portal.accounts.answers_with("GET", "applications", page(one, *others))
    portal.accounts.answers_with("GET", f"applications/{REF}", one)
    portal.accounts.answers_with("GET", f"applications/{REF}/memos", {"items": []})
    portal.registration.answers_with("GET", f"facilities/{FACILITY['id']}", master())


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


def test_a_viewer_is_not_offered_the_next_one(portal: Portal) -> None:
    at_desk(portal, in_review(), "viewer")
    html = portal.browser.get(DESK).text
    assert "次の1件を担当する" not in html
    assert "参照の権限のため、審査の操作はできません。" in html


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
