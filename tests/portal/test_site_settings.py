"""ST14: settings of the whole portal, and the pages that follow them."""

from __future__ import annotations

from typing import Any

import pytest

from services.portal import site
from tests.portal.conftest import Portal
from tests.portal.fakes import PUBLIC_URL, controls, hidden_fields, text_of
from tests.portal.test_audit import row

EDIT = "/staff/settings/edit"
CONFIRM = f"{EDIT}/confirm"
CLOSED = "現在、新規ユーザー登録の受付を停止しています。"


def known(**changes: Any) -> dict[str, Any]:
    whole = {**site.DEFAULTS, "registration_closed": False, "sender_name": "", "version": 4}
    return {**whole, "registration_from": "", "registration_to": "", **changes}


def office(portal: Portal, **changes: Any) -> None:
    portal.sign_in_staff("admin")
    portal.registration.answers_with("GET", "settings/all", known(**changes))
    portal.registration.answers_with("GET", "audit", {"items": []})


def test_the_overview_says_how_things_are(portal: Portal) -> None:
    office(portal, registration_open=False, telephone="03-1111-2222", holidays=["2026-12-29"])
    words = text_of(portal.browser.get("/staff/settings").text)
    for word in ("受付を停止しています", "03-1111-2222", "2026-12-29", "5営業日", "職員と役割"):
        assert word in words


def test_the_overview_says_who_changed_what_and_why(portal: Portal) -> None:
    office(portal)
    assert "設定はまだ変更されていません。" in portal.browser.get("/staff/settings").text
    change = row(30, label="設定の変更", reason="年末年始のため")
    portal.registration.answers_with("GET", "audit", {"items": [change]})
    html = portal.browser.get("/staff/settings").text
    for word in ("2026年11月20日 10:30", "審査一郎", "年末年始のため"):
        assert word in text_of(html)
    assert 'href="/staff/audit/registration/r30"' in html
    query = portal.registration.asked("GET", "audit")[-1].query
    assert query == {"target": "site", "outcome": "ok", "per_page": "5"}


def test_the_form_is_filled_in_and_sent_whole(portal: Portal) -> None:
    office(portal, registration_from="2026-12-01", hours=["平日 9:00～17:00"])
    wanted = known(
        registration_closed=True,
        registration_from="2026-12-05",
        contact_title="見本相談窓口",
        hours=["平日 9:00～17:00", "土曜 9:00～12:00"],
        version=5,
    )
    portal.registration.answers_with("POST", "settings/check", wanted)
    portal.registration.answers_with("PATCH", "settings", wanted)
    html = portal.browser.get(EDIT).text
    assert controls(html)["registration_from_y"].get("value") == "2026"
    assert hidden_fields(html, EDIT)["version"] == "4"
    asked_back = portal.browser.submit(
        EDIT,
        registration_closed="yes",
        requests_closed="no",
        registration_from_y="2026",
        registration_from_m="１２",
        registration_from_d="5",
        hours="平日 9:00～17:00\r\n\r\n土曜 9:00～12:00",
        holidays="２０２６-12-29",
        review_days="5",
        contact_title="見本相談窓口",
        sender_name="見本協会",
        reason="年末年始",
    )
    assert portal.registration.asked("PATCH", "settings") == []
    words = text_of(asked_back.text)
    for change in (
        "新規ユーザー登録 受け付ける 受付を停止する",
        "受付の開始日 2026年12月1日（火） 2026年12月5日（土）",
        "受付時間 平日 9:00～17:00 平日 9:00～17:00、土曜 9:00～12:00",
        "変更の理由年末年始",
    ):
        assert change in words
    assert "審査の標準日数" not in words
    assert portal.browser.submit(CONFIRM).location == "/staff/settings"
    checked = portal.registration.asked("POST", "settings/check")[0].body
    assert (checked["registration_from"], checked["sender_name"]) == ("2026-12-05", "見本協会")
    sent = portal.registration.asked("PATCH", "settings")[0].body
    assert (sent["registration_closed"], sent["requests_closed"]) == (True, False)
    assert (sent["registration_from"], sent["registration_to"]) == ("2026-12-05", "")
    assert (sent["contact_title"], sent["version"]) == ("見本相談窓口", "4")
    assert sent["hours"] == ["平日 9:00～17:00", "土曜 9:00～12:00"]


def test_from_the_confirmation_one_goes_back_to_the_form(portal: Portal) -> None:
    office(portal)
    portal.registration.answers_with("POST", "settings/check", known(review_days=7, version=5))
    portal.browser.get(EDIT)
    page = portal.browser.submit(EDIT, review_days="7", reason="年末年始")
    kept = {**hidden_fields(page.text, CONFIRM), "action": "edit"}
    back = portal.browser.client.post(EDIT, data=kept, base_url=PUBLIC_URL)
    assert controls(back.text)["review_days"].get("value") == "7"
    assert "年末年始" in back.text
    assert portal.browser.get(CONFIRM).location == EDIT


def test_a_second_click_is_told_the_same(portal: Portal) -> None:
    office(portal)
    portal.registration.answers_with("POST", "settings/check", known(review_days=7, version=5))
    portal.browser.get(EDIT)
    portal.browser.submit(EDIT, review_days="7", reason="年末年始")
    portal.registration.refuses("PATCH", "settings", 422, "nothing_changed", detail="…")
    assert portal.browser.submit(CONFIRM).location == "/staff/settings"


def test_complaints_stand_at_their_fields(portal: Portal) -> None:
    office(portal)
    errors = [
        {"field": "reason", "code": "required", "message": "理由を入力してください"},
        {"field": "holidays.1", "code": "date", "message": "休業日は存在する日付を…"},
    ]
    portal.registration.refuses("POST", "settings/check", 422, "invalid", errors=errors)
    portal.browser.get(EDIT)
    page = portal.browser.submit(EDIT, holidays="2026-12-29\r\nsoon")
    assert page.status_code == 422
    assert 'href="#holidays"' in page.text
    assert page.text.index("休業日は存在する") < page.text.index("理由を入力してください")
    incomplete = portal.browser.submit(EDIT, registration_to_y="2026")
    assert "受付の終了日の「月」を入力してください" in incomplete.text


def test_a_stale_form_says_so(portal: Portal) -> None:
    office(portal)
    detail = "ほかの職員が設定を更新しました。最新の内容を確認してください。"
    portal.registration.refuses("POST", "settings/check", 409, "version_conflict", detail=detail)
    portal.registration.refuses("PATCH", "settings", 409, "version_conflict", detail=detail)
    portal.browser.get(EDIT)
    kept = {**hidden_fields(portal.browser.page.text, EDIT), "review_days": "5", "reason": "x"}
    for path in (EDIT, CONFIRM):
        page = portal.browser.client.post(path, data=kept, base_url=PUBLIC_URL)
        assert page.status_code == 409
        assert detail in page.text


@pytest.mark.parametrize("path", ["/staff/settings", EDIT])
def test_other_roles_are_told_no(portal: Portal, path: str) -> None:
    portal.sign_in_staff("viewer")
    portal.registration.refuses("GET", "settings/all", 403, "forbidden", detail="")
    assert portal.browser.get(path).status_code == 403


def test_a_closed_registration_shows_no_form(portal: Portal) -> None:
    portal.registration.answers_with("GET", "settings", {"registration_open": False})
    page = portal.browser.get("/register")
    assert CLOSED in page.text
    assert "family_name" not in controls(page.text)


def test_a_form_sent_while_it_was_closed_says_so(portal: Portal) -> None:
    portal.browser.get("/register")
    portal.registration.refuses("POST", "drafts", 403, "registration_closed", detail=CLOSED)
    page = portal.browser.submit("/register", family_name="山田", given_name="花子", kind="judo")
    assert page.status_code == 403
    assert CLOSED in page.text


def test_requests_that_are_not_open_yet_are_no_link(portal: Portal) -> None:
    portal.registration.answers_with("GET", "settings", {"requests_closed": True})
    html = portal.browser.get("/").text
    assert "－公開準備中－" in html
    assert 'class="card " href="/services"' not in html


def test_the_contact_is_what_is_set_else_the_operators(portal: Portal) -> None:
    set_to = {"telephone": "03-1111-2222", "telephone_note": "", "mail": "desk@portal.example"}
    set_to["contact_title"] = "見本相談窓口"
    portal.registration.answers_with("GET", "settings", set_to)
    words = text_of(portal.browser.get("/contact").text)
    assert "03-1111-2222" in words
    assert "desk@portal.example" in words
    assert "見本相談窓口" in words
    assert "8:00～18:00" in words, "the hours of the operator's file"


def test_while_registration_is_away_the_pages_stay(portal: Portal) -> None:
    portal.registration.refuses("GET", "settings", 503, "unavailable", detail="")
    assert "000-0000-0000" in portal.browser.get("/contact").text
    assert "family_name" in controls(portal.browser.get("/register").text)


def test_the_settings_are_not_asked_for_at_every_page(portal: Portal) -> None:
    portal.registration.answers_with("GET", "settings", {})
    for _ in range(3):
        portal.browser.get("/contact")
    assert len(portal.registration.asked("GET", "settings")) == 1
