"""「対象の施設」: shown only to whoever has several, and carried through the whole application."""

from __future__ import annotations

from tests.portal.answers import REF, START_CHECKED, START_TYPED, application, page, returned
from tests.portal.conftest import Portal
from tests.portal.fakes import USER, facts_of, hidden_fields

START = "/services/myna/start"
CONFIRM = f"{START}/confirm"
SECOND = {
    "id": "ahaki:0123456789",
    "kind": "ahaki",
    "registration_number": "01234567-8-9",
    "institution_code": "1190000001",
    "name": "見本はり灸院",
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


def test_a_correction_opens_the_form_of_its_own_facility(portal: Portal) -> None:
    portal.sign_in(user=TWO)
    portal.accounts.answers_with("GET", f"applications/{REF}", returned(facility=SECOND))
    html = portal.browser.get(f"/services/myna/requests/{REF}").text
    assert f'href="{START}?facility=ahaki%3A0123456789"' in html
