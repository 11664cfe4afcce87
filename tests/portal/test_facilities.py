"""ST4: searching the facilities master and correcting it."""

from __future__ import annotations

from typing import Any

from tests.portal.answers import page
from tests.portal.conftest import Portal
from tests.portal.fakes import PUBLIC_URL, USER, controls, hidden_fields, text_of

PATH = "/staff/facilities"
ONE = f"{PATH}/judo-kei012345678"
CHECK = "facilities/judo-kei012345678/check"
TYPED = {"name": "改名", "institution_code": "1180123456", "status": "open", "reason": "電話"}
RENAMED = {"field": "name", "before": "サンプル接骨院", "after": "改名"}
REOPENED = {"field": "status", "before": "closed", "after": "open"}
CHANGE = {
    "at": "2026-11-20T00:30:00.000Z",
    "by": "admin@portal.example",
    "reason": "",
    "import_id": "i1",
    "differences": [{"field": "status", "before": "closed", "after": "open"}],
}


def entry(**changes: Any) -> dict[str, Any]:
    whole = {
        "id": "judo-kei012345678",
        "kind": "judo",
        "registration_number": "契0123456-7-8",
        "institution_code": "1180123456",
        "name": "サンプル接骨院",
        "name_kana": "サンプルセッコツイン",
        "prefecture": "東京都",
        "address": "千代田区1-1",
        "phone": "0312345678",
        "status": "open",
        "version": 4,
        "corrected": False,
        "history": [CHANGE],
        "user": None,
    }
    return {**whole, **changes}


def at_master(portal: Portal, facility: dict[str, Any], role: str = "reviewer") -> None:
    portal.sign_in_staff(role)
    portal.registration.answers_with("GET", f"facilities/{facility['id']}", facility)


def test_rows_come_with_the_first_filter(portal: Portal) -> None:
    portal.sign_in_staff("viewer")
    portal.registration.answers_with("GET", "facilities", page(more=False))
    empty = text_of(portal.browser.get(PATH).text)
    assert "条件を入力して「検索」を押すと" in empty
    portal.registration.answers_with("GET", "facilities", page(entry(), total=1000, more=True))
    found = text_of(portal.browser.get(f"{PATH}?q=契0123456-7-8&kind=judo").text)
    assert "1,000件以上あります。" in found
    assert "契0123456-7-8 1180123456 サンプル接骨院" in found
    asked = portal.registration.asked("GET", "facilities")[-1].query
    assert (asked["q"], asked["kind"]) == ("契0123456-7-8", "judo")


def test_nothing_found_says_so(portal: Portal) -> None:
    portal.sign_in_staff("viewer")
    portal.registration.answers_with("GET", "facilities", page(more=False))
    found = text_of(portal.browser.get(f"{PATH}?q=none").text)
    assert "条件に合う施術所はありません。" in found
    assert "条件をクリア" in found


def test_an_entry_with_its_history_and_its_user(portal: Portal) -> None:
    at_master(portal, entry(user=USER, corrected=True))
    text = text_of(portal.browser.get(ONE).text)
    assert "手作業で修正した施術所です" in text
    assert "基金 太郎（taro@clinic.example）" in text
    assert "取り込み（admin@portal.example）" in text
    assert "状態 無効 有効" in text


def test_viewers_only_read(portal: Portal) -> None:
    at_master(portal, entry(), "viewer")
    assert "修正する" not in portal.browser.get(ONE).text
    assert portal.browser.get(f"{ONE}/edit").location == ONE


def test_a_correction_tells_the_service_everything(portal: Portal) -> None:
    at_master(portal, entry())
    html = portal.browser.get(f"{ONE}/edit").text
    assert controls(html)["name"].get("value") == "サンプル接骨院"
    portal.registration.answers_with("POST", CHECK, {"differences": [RENAMED, REOPENED]})
    portal.registration.answers_with("PATCH", f"facilities/{entry()['id']}", entry())
    page = portal.browser.submit(f"{ONE}/edit", **TYPED)
    words = text_of(page.text)
    for change in ("名称 サンプル接骨院 改名", "状態 無効 有効", "修正の理由電話"):
        assert change in words
    assert portal.registration.asked("PATCH", f"facilities/{entry()['id']}") == []
    assert portal.browser.submit(f"{ONE}/edit/confirm").location == ONE
    body = portal.registration.asked("PATCH", f"facilities/{entry()['id']}")[0].body
    assert (body["name"], body["version"], body["reason"]) == ("改名", "4", "電話")


def test_from_the_confirmation_one_goes_back_to_the_form(portal: Portal) -> None:
    at_master(portal, entry())
    portal.browser.get(f"{ONE}/edit")
    portal.registration.answers_with("POST", CHECK, {"differences": [RENAMED]})
    page = portal.browser.submit(f"{ONE}/edit", **TYPED)
    kept = {**hidden_fields(page.text, f"{ONE}/edit/confirm"), "action": "edit"}
    back = portal.browser.client.post(f"{ONE}/edit", data=kept, base_url=PUBLIC_URL)
    assert controls(back.text)["name"].get("value") == "改名"
    assert portal.browser.get(f"{ONE}/edit/confirm").location == f"{ONE}/edit"


def test_a_second_click_is_told_the_same(portal: Portal) -> None:
    at_master(portal, entry())
    portal.browser.get(f"{ONE}/edit")
    portal.registration.answers_with("POST", CHECK, {"differences": [RENAMED]})
    portal.browser.submit(f"{ONE}/edit", **TYPED)
    path = f"facilities/{entry()['id']}"
    portal.registration.refuses("PATCH", path, 422, "nothing_changed", detail="…")
    assert portal.browser.submit(f"{ONE}/edit/confirm").location == ONE


def test_a_refused_correction_keeps_what_was_typed(portal: Portal) -> None:
    at_master(portal, entry())
    portal.browser.get(f"{ONE}/edit")
    errors = [{"field": "reason", "code": "required", "message": "理由を入力してください"}]
    portal.registration.refuses("POST", CHECK, 422, "invalid", errors=errors)
    answer = portal.browser.submit(f"{ONE}/edit", name="改名", reason="")
    assert answer.status_code == 422
    assert "理由を入力してください" in text_of(answer.text)
    assert controls(answer.text)["name"].get("value") == "改名"


def test_an_overtaken_correction_shows_the_present_entry(portal: Portal) -> None:
    at_master(portal, entry())
    portal.browser.get(f"{ONE}/edit")
    detail = "ほかの職員がこの施術所を更新しました"
    portal.registration.refuses("POST", CHECK, 409, "version_conflict", detail=detail)
    path = f"facilities/{entry()['id']}"
    portal.registration.refuses("PATCH", path, 409, "version_conflict", detail=detail)
    kept = {**hidden_fields(portal.browser.page.text, f"{ONE}/edit"), **TYPED}
    for step in ("edit", "edit/confirm"):
        answer = portal.browser.client.post(f"{ONE}/{step}", data=kept, base_url=PUBLIC_URL)
        assert answer.status_code == 409
        assert detail in text_of(answer.text)
        assert "サンプル接骨院" in answer.text


def test_the_master_is_for_staff(portal: Portal) -> None:
    portal.sign_in()
    for path in (PATH, ONE, f"{ONE}/edit"):
        assert portal.browser.get(path).status_code == 404
