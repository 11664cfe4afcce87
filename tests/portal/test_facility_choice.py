"""「対象の施設」: shown only to whoever has several, and carried through the whole application."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.portal.answers import REF, application, page, returned
from tests.portal.conftest import Portal
from tests.portal.fakes import USER, facts_of, hidden_fields, text_of
from tests.portal.form_answers import START_CHECKED, START_TYPED
from tests.portal.grant_answers import offer

START = "/services/myna/start"
NOTICES = "/services/myna/grant/notices"
CONFIRM = f"{START}/confirm"
SECOND = {
    "id": "ahaki:0123456789",
    "kind": "ahaki",
    "registration_number": "01234567-8-9",
    "institution_code": "1190000001",
    "name": "見本はり灸院",
}
LISTS = ("/my/list", "/services/myna/requests", "/services/myna/accounts", NOTICES)
NOTICE = {
    "number": "K0000002",
    "facility_id": SECOND["id"],
    "decided_on": "2026-11-21",
    "amount": 41_000,
    "file_name": "K0000002_kofu_kettei.pdf",
    "bytes": 24_680,
    "last_viewed_at": None,
}
TWO = {**USER, "facilities": [*USER["facilities"], SECOND]}


def opened(portal: Portal, path: str, **session: object) -> str:
    portal.sign_in(**session)
    portal.accounts.answers_with("GET", "applications", page())
    return portal.browser.get(path).text


def test_one_facility_is_nothing_to_choose_from(portal: Portal) -> None:
    assert "対象の施設" not in opened(portal, START)


def test_of_several_the_first_is_shown_until_another_is_chosen(portal: Portal) -> None:
    html = opened(portal, START, user=TWO)
    assert "切り替える" in html
    assert facts_of(html)["施術所"] == "サンプル接骨院"
    html = opened(portal, f"{START}?facility=ahaki:0123456789", user=TWO)
    assert facts_of(html)["施術所"] == "見本はり灸院"
    assert portal.accounts.asked("GET", "applications")[-1].query["facility_id"] == SECOND["id"]


def test_a_strangers_facility_does_not_exist(portal: Portal) -> None:
    portal.sign_in(user=TWO)
    for path in (START, "/services/myna"):
        assert portal.browser.get(f"{path}?facility=judo:1").status_code == 404


def test_the_choice_goes_with_the_application(portal: Portal) -> None:
    opened(portal, f"{START}?facility=ahaki:0123456789", user=TWO)
    portal.accounts.answers_with("POST", "applications/check", START_CHECKED)
    portal.accounts.answers_with("POST", "applications", application(), status=201)
    portal.browser.submit(START, **START_TYPED)
    assert hidden_fields(portal.browser.page.text, CONFIRM)["facility"] == SECOND["id"]
    portal.browser.submit(CONFIRM)
    for path in ("applications/check", "applications"):
        assert portal.accounts.asked("POST", path)[0].body["facility_id"] == SECOND["id"]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_shows_all_facilities_until_one_is_chosen(portal: Portal, path: str) -> None:
    asked = listed(portal, path, TWO)
    assert "facility_id" not in asked(path).query
    assert option(portal) == [
        "すべて",
        "サンプル接骨院（契0123456-7-8）",
        "見本はり灸院（01234567-8-9）",
    ]
    assert asked(f"{path}?facility_id={SECOND['id']}").query["facility_id"] == SECOND["id"]
    assert "条件をクリア" in portal.browser.page.text


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_one_facility_has_nothing_to_choose_from(portal: Portal, path: str) -> None:
    listed(portal, path, USER)(path)
    assert "対象の施設" not in portal.browser.page.text


def test_the_menu_leads_to_lists_of_the_facility_it_is_about(portal: Portal) -> None:
    portal.accounts.answers_with("GET", f"grants/{SECOND['id']}", offer())
    html = opened(portal, f"/services/myna?facility={SECOND['id']}", user=TWO)
    for path in LISTS[1:]:
        assert f'href="{path}?facility_id=ahaki%3A0123456789"' in html
    assert f'href="{START}?facility=ahaki%3A0123456789"' in html


def test_a_notice_says_whose_it_is(portal: Portal) -> None:
    portal.sign_in(user=TWO)
    portal.documents.answers_with("GET", "notices", {"items": [NOTICE], "total": 1})
    text = text_of(portal.browser.get(NOTICES).text)
    assert "切り替える" in text
    assert "K0000002 2026-11-21 41,000円" in text
    assert "<td>見本はり灸院（01234567-8-9）</td>" in portal.browser.page.text


def test_a_strangers_notices_do_not_exist(portal: Portal) -> None:
    portal.sign_in(user=TWO)
    portal.documents.refuses("GET", "notices", 404, "not_found")
    assert portal.browser.get(f"{NOTICES}?facility_id=judo:1").status_code == 404


def test_an_application_says_whose_it_is(portal: Portal) -> None:
    portal.sign_in(user=TWO)
    portal.accounts.answers_with("GET", "applications", page(application(facility=SECOND)))
    assert f"<td>{SECOND['name']}</td>" in portal.browser.get("/my/list").text


def listed(portal: Portal, path: str, user: dict[str, Any]) -> Callable[[str], Any]:
    """Opens a list that is empty and tells what its service was asked for."""
    portal.sign_in(user=user)
    service = portal.documents if path == NOTICES else portal.accounts
    resource = "applications" if path in LISTS[:2] else path.rpartition("/")[2]
    service.answers_with("GET", resource, page())
    portal.accounts.answers_with("GET", "drafts", page())

    def asked(address: str) -> Any:
        portal.browser.get(address)
        return service.asked("GET", resource)[-1]

    return asked


def option(portal: Portal) -> list[str]:
    select = portal.browser.page.text.split('<select class="input input--auto" id="facility_id"')[1]
    return re.findall("<option[^>]*>(.*?)</option>", select.split("</select>")[0])


def test_a_correction_opens_the_form_of_its_own_facility(portal: Portal) -> None:
    portal.sign_in(user=TWO)
    portal.accounts.answers_with("GET", f"applications/{REF}", returned(facility=SECOND))
    html = portal.browser.get(f"/services/myna/requests/{REF}").text
    assert f'href="{START}?facility=ahaki%3A0123456789"' in html
