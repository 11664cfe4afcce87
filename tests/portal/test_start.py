"""V1–V3: from the menu to an application that is received once."""

from __future__ import annotations

import pytest

from tests.portal.answers import REF, application, completed, in_review, page, returned
from tests.portal.conftest import Portal
from tests.portal.fakes import controls, facts_of, hidden_fields, text_of
from tests.portal.form_answers import START_CHECKED, START_TYPED

START = "/services/myna/start"
CONFIRM = f"{START}/confirm"
CHECK = "applications/check"


def opened(portal: Portal, *existing: dict) -> None:
    portal.sign_in()
    portal.accounts.answers_with("GET", "applications", page(*existing))
    for one in existing:
        portal.accounts.answers_with("GET", f"applications/{one['ref']}", one)
    portal.browser.get(START)


def confirmed(portal: Portal) -> None:
    opened(portal)
    portal.accounts.answers_with("POST", CHECK, START_CHECKED)
    portal.browser.submit(START, **START_TYPED)


def test_the_menu_lists_nine_items_and_links_only_what_exists(portal: Portal) -> None:
    portal.sign_in()
    portal.accounts.answers_with("GET", "applications", page())
    html = portal.browser.get("/services/myna").text
    items = html.split('<ul class="items">')[1].split("</ul>")[0]
    assert items.count("<h2>") == 9
    assert items.count("準備中") == 0
    assert '<a href="/services/myna/start">利用開始申請</a>' in html


@pytest.mark.parametrize(
    ("existing", "word", "link"),
    [
        (in_review(), "審査中", f"/services/myna/requests/{REF}"),
        (completed(), "手続完了", f"/services/myna/requests/{REF}"),
        (application("withdrawn"), "", START),
    ],
    ids=["審査中", "手続完了", "取下げ"],
)
def test_the_menu_says_how_far_the_application_is(
    portal: Portal, existing: dict, word: str, link: str
) -> None:
    portal.sign_in()
    portal.accounts.answers_with("GET", "applications", page(existing))
    html = portal.browser.get("/services/myna").text
    assert f'<a href="{link}">利用開始申請</a>' in html
    assert word in html


def test_the_form_knows_who_asks_and_asks_only_for_the_rest(portal: Portal) -> None:
    opened(portal)
    html = portal.browser.page.text
    assert "サンプル接骨院" in html
    assert "基金 太郎 様" in html
    assert set(controls(html)) - {"csrf_token"} >= {"terminals", "acknowledged", "planned_date_y"}
    assert "60分間操作がないと、自動的にログアウトします。" in html


def test_one_note_per_terminal_is_asked_for_on_request(portal: Portal) -> None:
    opened(portal)
    portal.accounts.answers_with("POST", CHECK, START_CHECKED)
    answer = portal.browser.submit(START, action="rows", terminals="３")
    assert answer.status_code == 200
    assert {"notes.0", "notes.1", "notes.2"} <= set(controls(answer.text))
    assert "notes.3" not in controls(answer.text)
    assert controls(answer.text)["terminals"].get("value") == "３"


def test_asking_for_notes_complains_about_the_number_only(portal: Portal) -> None:
    opened(portal)
    errors = [
        {"field": "acknowledged", "code": "required", "message": "チェックを入れてください"},
        {"field": "terminals", "code": "required", "message": "端末台数を入力してください"},
    ]
    portal.accounts.refuses("POST", CHECK, 422, "invalid", errors=errors)
    answer = portal.browser.submit(START, action="rows", terminals="")
    assert answer.status_code == 422
    assert "入力内容に1件の誤りがあります" in answer.text
    assert "チェックを入れてください" not in answer.text


def test_a_refused_form_shows_what_was_typed_and_complains_in_page_order(portal: Portal) -> None:
    opened(portal)
    errors = [
        {"field": "acknowledged", "code": "required", "message": "四"},
        {"field": "notes.1", "code": "too_long", "message": "二"},
        {"field": "terminals", "code": "range", "message": "一"},
    ]
    portal.accounts.refuses("POST", CHECK, 422, "invalid", errors=errors)
    typed = {"terminals": "99", "notes.0": "a", "notes.1": "b", "planned_date_y": "2026"}
    answer = portal.browser.submit(START, **typed)
    summary = answer.text.split("<ul>")[1].split("</ul>")[0]
    assert answer.status_code == 422
    assert text_of(summary) == "一 二 利用予定年月日の「月」を入力してください 四"
    assert 'href="#notes-1"' in summary
    assert controls(answer.text)["notes.1"].get("value") == "b"


def test_half_a_date_is_caught_even_when_all_else_is_right(portal: Portal) -> None:
    opened(portal)
    portal.accounts.answers_with("POST", CHECK, START_CHECKED)
    answer = portal.browser.submit(START, **{**START_TYPED, "planned_date_d": ""})
    assert answer.status_code == 422
    assert "利用予定年月日の「日」を入力してください" in answer.text


def test_the_confirm_page_shows_the_normalised_answers(portal: Portal) -> None:
    confirmed(portal)
    html = portal.browser.page.text
    asked = portal.accounts.asked("POST", CHECK)[0].body
    assert asked == {**START_CHECKED, "terminals": "３", "notes": ["受付1番パソコン"]}
    assert "まだ申請は完了していません。" in html
    assert facts_of(html)["端末台数"] == "3台"
    assert facts_of(html)["利用予定年月日"] == "2026年12月1日（火）"


def test_going_back_keeps_every_answer(portal: Portal) -> None:
    confirmed(portal)
    kept = hidden_fields(portal.browser.page.text, CONFIRM)
    portal.browser.page = portal.browser.client.post(
        START, data={**kept, "action": "edit"}, base_url="http://127.0.0.1:8080"
    )
    found = controls(portal.browser.page.text)
    assert found["terminals"].get("value") == "3"
    assert found["notes.2"] is not None
    assert found["planned_date_m"].get("value") == "12"
    assert found["acknowledged"].get("checked") is not None


def test_submitting_sends_the_answers_under_the_pages_one_time_id(portal: Portal) -> None:
    confirmed(portal)
    page_id = hidden_fields(portal.browser.page.text, CONFIRM)["form_id"]
    portal.accounts.answers_with("POST", "applications", application(), status=201)
    answer = portal.browser.submit(CONFIRM)
    sent = portal.accounts.asked("POST", "applications")[0]
    assert (answer.status_code, answer.location) == (303, f"{START}/done/{REF}")
    assert sent.headers["idempotency-key"] == page_id
    assert sent.headers["authorization"] == "Bearer signed"
    assert sent.body["terminals"] == "3"
    assert sent.body["notes"] == START_CHECKED["notes"]


def test_the_done_page_can_be_opened_again(portal: Portal) -> None:
    opened(portal, application())
    for _ in range(2):
        words = text_of(portal.browser.get(f"{START}/done/{REF}").text)
        assert "利用開始申請を受け付けました" in words
        assert REF in words


def test_an_open_application_is_shown_instead_of_the_form(portal: Portal) -> None:
    opened(portal, application())
    answer = portal.browser.page
    assert (answer.status_code, answer.location) == (303, f"/services/myna/requests/{REF}")
    assert "すでに申請されています。" in portal.browser.get(answer.location).text


def test_a_second_application_of_another_window_leads_to_the_first(portal: Portal) -> None:
    confirmed(portal)
    portal.accounts.refuses(
        "POST", "applications", 409, "already_open", detail="すでに申請されています。", ref="ABC234"
    )
    answer = portal.browser.submit(CONFIRM)
    assert answer.location == "/services/myna/requests/ABC234"


def test_a_returned_application_opens_filled_in_with_the_reason(portal: Portal) -> None:
    opened(portal, returned())
    html = portal.browser.page.text
    assert "3台でよろしいですか。" in html
    assert "2026年12月10日（木）までに修正して再申請してください。" in html
    assert controls(html)["terminals"].get("value") == "3"
    assert controls(html)["notes.2"].get("value") == "2階"
    assert controls(html)["acknowledged"].get("checked") is None


def test_a_correction_is_sent_as_such_with_the_version_that_was_seen(portal: Portal) -> None:
    opened(portal, returned())
    portal.accounts.answers_with("POST", CHECK, START_CHECKED)
    portal.browser.submit(START, **START_TYPED)
    portal.accounts.answers_with("POST", f"applications/{REF}/resubmit", application(version=4))
    answer = portal.browser.submit(CONFIRM)
    sent = portal.accounts.asked("POST", f"applications/{REF}/resubmit")[0]
    assert answer.location == f"{START}/done/{REF}"
    assert sent.body["version"] == "3"


def test_a_correction_that_came_too_late_says_why(portal: Portal) -> None:
    opened(portal, returned())
    portal.accounts.answers_with("POST", CHECK, START_CHECKED)
    portal.browser.submit(START, **START_TYPED)
    portal.accounts.refuses(
        "POST",
        f"applications/{REF}/resubmit",
        409,
        "deadline_passed",
        detail="期限を過ぎています。",
    )
    answer = portal.browser.submit(CONFIRM)
    assert answer.location == f"/services/myna/requests/{REF}"
    assert "期限を過ぎています。" in portal.browser.get(answer.location).text


def test_answers_that_no_longer_hold_come_back_as_a_form(portal: Portal) -> None:
    confirmed(portal)
    errors = [{"field": "planned_date", "code": "range", "message": "日付が過ぎています"}]
    portal.accounts.refuses("POST", "applications", 422, "invalid", errors=errors)
    answer = portal.browser.submit(CONFIRM)
    assert answer.status_code == 422
    assert "日付が過ぎています" in answer.text
    assert controls(answer.text)["terminals"].get("value") == "3"


def test_visitors_sign_in_first(portal: Portal) -> None:
    for path in ("/services", "/services/myna", START, CONFIRM, "/my/list"):
        assert portal.browser.get(path).location.startswith("/login?next=/")


def test_a_lone_confirm_address_starts_over(portal: Portal) -> None:
    opened(portal)
    assert portal.browser.get(CONFIRM).location == START
