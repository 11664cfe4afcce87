"""下書き: put aside with a button, taken up by opening the form, listed and thrown away in V7."""

from __future__ import annotations

import pytest

from tests.portal.answers import FACILITY, completed, page
from tests.portal.conftest import Portal
from tests.portal.fakes import controls

START, ADD, LIST = "/services/myna/start", "/services/myna/accounts/add", "/my/list"
DRAFT = {
    "kind": "start",
    "kind_label": "利用開始申請",
    "facility": FACILITY,
    "answers": {"terminals": "３", "notes.0": "受付", "notes.1": "", "planned_date_y": "2026"},
    "saved_at": "2026-11-21T09:05:00.000Z",
}


def signed_in(portal: Portal, *drafts: dict, existing: tuple = ()) -> None:
    portal.sign_in()
    portal.accounts.answers_with("GET", "applications", page(*existing))
    portal.accounts.answers_with("GET", "accounts", page(total=3))
    portal.accounts.answers_with("GET", "drafts", {"items": list(drafts)})


@pytest.mark.parametrize(
    ("form", "kind", "existing"), [(START, "start", ()), (ADD, "add", (completed(),))]
)
def test_a_form_is_put_aside_unchecked(
    portal: Portal, form: str, kind: str, existing: tuple
) -> None:
    signed_in(portal, existing=existing)
    portal.browser.get(form)
    portal.accounts.answers_with("PUT", f"drafts/{kind}", {})
    typed = {"terminals": "たくさん", "notes.0": "受付"}
    answer = portal.browser.submit(form, action="draft", **typed)
    assert (answer.status_code, answer.location) == (303, f"{form}?facility=f1")
    body = portal.accounts.asked("PUT", f"drafts/{kind}")[0].body
    assert body == {"facility_id": "f1", "answers": typed}
    assert "下書きを保存しました。" in portal.browser.get(answer.location).text


def test_opening_the_form_fills_it_in(portal: Portal) -> None:
    signed_in(portal, DRAFT)
    found = controls(portal.browser.get(START).text)
    assert found["terminals"].get("value") == "３"
    assert found["notes.0"].get("value") == "受付"
    assert found["planned_date_y"].get("value") == "2026"


def test_a_draft_of_another_facility_stays_where_it_is(portal: Portal) -> None:
    signed_in(portal, {**DRAFT, "facility": {**FACILITY, "id": "f2"}})
    assert controls(portal.browser.get(START).text)["terminals"].get("value") == ""


def test_a_draft_too_long_to_keep_stays_on_the_page(portal: Portal) -> None:
    signed_in(portal)
    portal.browser.get(START)
    portal.accounts.refuses("PUT", "drafts/start", 422, "invalid")
    answer = portal.browser.submit(START, action="draft", terminals="3")
    assert answer.status_code == 422
    assert "下書きに保存できる文字数を超えています" in answer.text
    assert controls(answer.text)["terminals"].get("value") == "3"


def test_the_list_leads_back_to_it_and_throws_it_away(portal: Portal) -> None:
    signed_in(portal, DRAFT)
    html = portal.browser.get(LIST).text
    assert f'href="{START}?facility=f1"' in html
    portal.accounts.answers_with("DELETE", "drafts/start", status=204)
    answer = portal.browser.submit("/services/myna/drafts/start/delete")
    assert answer.status_code == 303
    assert portal.accounts.asked("DELETE", "drafts/start")[0].query == {"facility_id": "f1"}


def test_a_narrowed_list_shows_no_drafts(portal: Portal) -> None:
    signed_in(portal, DRAFT)
    assert "下書き" not in portal.browser.get(f"{LIST}?state=returned").text
