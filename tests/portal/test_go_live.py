"""V4: the day of 運用開始 is typed, confirmed, registered and changed."""

from __future__ import annotations

import pytest

from tests.portal.conftest import Portal
from tests.portal.fakes import PUBLIC_URL, controls, facts_of, hidden_fields, text_of
from tests.portal.form_answers import START_DATE_PATH, registered, start_date

GO_LIVE = "/services/myna/go-live"
CONFIRM = f"{GO_LIVE}/confirm"
TYPED = {"day_y": "２０２６", "day_m": "12", "day_d": "1"}
CHECKED = {"day": "2026-12-01", "version": 1}


def opened(portal: Portal, known: dict | None = None) -> None:
    portal.sign_in()
    portal.accounts.answers_with("GET", START_DATE_PATH, known or start_date())
    portal.browser.get(GO_LIVE)


def confirmed(portal: Portal) -> None:
    opened(portal)
    portal.accounts.answers_with("POST", f"{START_DATE_PATH}/check", CHECKED)
    portal.browser.submit(GO_LIVE, **TYPED)


def test_it_says_why_it_is_closed_and_what_comes_first(portal: Portal) -> None:
    opened(portal, start_date(open=False, changeable=False, version=0))
    page = portal.browser.page.text
    assert "利用開始申請の手続き完了後に登録できます。" in page
    assert 'href="/services/myna/start"' in page
    assert not controls(page)


def test_the_day_is_confirmed_with_its_weekday_and_registered(portal: Portal) -> None:
    confirmed(portal)
    assert "運用開始日：2026年12月1日（火）" in text_of(portal.browser.page.text)
    seen = portal.accounts.asked("POST", f"{START_DATE_PATH}/check")[0]
    assert seen.body == {"day": "2026-12-01", "version": "1"}
    portal.accounts.answers_with("PUT", START_DATE_PATH, registered())
    answer = portal.browser.submit(CONFIRM)
    assert (answer.status_code, answer.location) == (303, f"{GO_LIVE}/done")
    assert portal.accounts.asked("PUT", START_DATE_PATH)[0].body == {
        "day": "2026-12-01",
        "version": "1",
    }
    portal.accounts.answers_with("GET", START_DATE_PATH, registered())
    assert "運用開始日：2026年12月1日（火）" in text_of(portal.browser.get(f"{GO_LIVE}/done").text)


def test_back_keeps_the_day(portal: Portal) -> None:
    confirmed(portal)
    kept = hidden_fields(portal.browser.page.text, CONFIRM)
    page = portal.browser.client.post(GO_LIVE, data={**kept, "action": "edit"}, base_url=PUBLIC_URL)
    assert page.status_code == 200
    assert controls(page.text)["day_d"].get("value") == "1"


def test_a_registered_day_is_shown_and_may_change(portal: Portal) -> None:
    opened(portal, registered())
    page = portal.browser.page.text
    assert facts_of(page)["登録済みの運用開始日"] == "2026年12月1日（火）"
    assert controls(page)["day_y"].get("value") == "2026"


def test_a_day_that_has_passed_stays(portal: Portal) -> None:
    opened(portal, registered(changeable=False))
    page = portal.browser.page.text
    assert "運用開始日を過ぎたため変更できません。" in page
    assert 'href="/contact"' in page
    assert not controls(page)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"day_y": "2026", "day_m": "", "day_d": "1"}, "運用開始日の「月」を入力してください"),
        ({"day_y": "1999", "day_m": "1", "day_d": "1"}, "の日付を入力してください"),
    ],
)
def test_another_day_is_complained_about_and_kept(
    portal: Portal, typed: dict[str, str], message: str
) -> None:
    opened(portal)
    told = {"field": "day", "code": "range", "message": f"運用開始日は…{message}"}
    portal.accounts.refuses("POST", f"{START_DATE_PATH}/check", 422, "invalid", errors=[told])
    page = portal.browser.submit(GO_LIVE, **typed)
    assert page.status_code == 422
    assert message in page.text
    assert "エラー：" in page.text
    assert controls(page.text)["day_y"].get("value") == typed["day_y"]


def test_somebody_else_was_faster(portal: Portal) -> None:
    confirmed(portal)
    portal.accounts.refuses("PUT", START_DATE_PATH, 409, "version_conflict", detail="ほかの画面で")
    answer = portal.browser.submit(CONFIRM)
    assert (answer.status_code, answer.location) == (303, GO_LIVE)
    assert "ほかの画面で" in portal.browser.get(GO_LIVE).text


def test_nothing_is_done_yet(portal: Portal) -> None:
    opened(portal)
    assert portal.browser.get(f"{GO_LIVE}/done").location == GO_LIVE
    assert portal.browser.get(CONFIRM).location == GO_LIVE
