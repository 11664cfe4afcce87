"""M6: the user's facilities and the application for a further one under the same roof."""

from __future__ import annotations

from tests.portal.answers import FACILITY, LINK_ASKED, link, master, page
from tests.portal.conftest import Portal
from tests.portal.fakes import controls, facts_of, text_of
from tests.portal.form_answers import LINK_CHECKED, LINK_FOUND, LINK_TYPED

LINKS = "/my/facilities"
CONFIRM = f"{LINKS}/confirm"
REF = link()["ref"]
LOOKUP = "facilities/lookup"


def opened(portal: Portal, *existing: dict) -> str:
    portal.sign_in()
    portal.accounts.answers_with("GET", "applications", page(*existing))
    for one in existing:
        portal.accounts.answers_with("GET", f"applications/{one['ref']}", one)
    return portal.browser.get(LINKS).text


def test_the_page_lists_the_facilities_and_asks_for_another(portal: Portal) -> None:
    html = opened(portal)
    assert FACILITY["name"] in html
    assert {"kind", "reg_prefix", "reg_number", "declared"} <= set(controls(html))
    assert "健診実施機関等" not in html


def test_from_the_number_to_the_receipt(portal: Portal) -> None:
    opened(portal)
    portal.registration.answers_with("GET", LOOKUP, LINK_FOUND)
    portal.accounts.answers_with("POST", "applications/check", LINK_CHECKED)
    portal.accounts.answers_with("POST", "applications", link(), status=201)
    html = portal.browser.submit(LINKS, **LINK_TYPED).text
    asked = portal.registration.asked("GET", LOOKUP)[0].query
    assert asked == {"kind": "ahaki", "number": LINK_TYPED["reg_number"], "prefix": ""}
    assert portal.accounts.asked("POST", "applications/check")[0].body == LINK_CHECKED
    assert facts_of(html)["施術所名"].startswith("見本はり灸院")
    answer = portal.browser.submit(CONFIRM)
    assert (answer.status_code, answer.location) == (303, f"{LINKS}/done/{REF}")
    assert portal.accounts.asked("POST", "applications")[0].body == LINK_CHECKED
    portal.accounts.answers_with("GET", f"applications/{REF}", link())
    assert "併設追加申請を受け付けました" in portal.browser.get(answer.location).text


def test_a_number_that_leads_nowhere_is_said_with_what_else_is_missing(portal: Portal) -> None:
    opened(portal)
    error = {"field": "reg_number", "code": "facility_taken", "message": "すでに登録されています"}
    portal.registration.refuses("GET", LOOKUP, 409, "facility_taken", errors=[error])
    answer = portal.browser.submit(LINKS, kind="judo", reg_prefix="契", reg_number="012345678")
    assert answer.status_code == 422
    summary = answer.text.split("<ul>")[1].split("</ul>")[0]
    assert text_of(summary).startswith("すでに登録されています 同じ場所で開設している")
    assert controls(answer.text)["reg_number"].get("value") == "012345678"


def test_without_a_kind_nothing_is_looked_up(portal: Portal) -> None:
    opened(portal)
    answer = portal.browser.submit(LINKS, kind="kenshin", reg_number="0112345678")
    assert answer.status_code == 422
    assert "所属機関を選択してください" in answer.text
    assert not portal.registration.asked("GET", LOOKUP)


def test_while_one_waits_the_page_says_so(portal: Portal) -> None:
    html = opened(portal, link())
    assert "併設施設の追加を申請しています" in html
    assert f'href="/services/myna/requests/{REF}"' in html
    assert "reg_number" not in controls(html)


def test_a_returned_one_is_corrected_here(portal: Portal) -> None:
    asked = {**LINK_ASKED, "linked_kind": "judo", "linked_number": "契0123456-7-8"}
    back = link("returned", moves=["resubmit"], comment="x", deadline="2026-12-10", details=asked)
    html = opened(portal, back)
    assert controls(html)["reg_number"].get("value") == "0123456-7-8"
    html = portal.browser.get(f"/services/myna/requests/{REF}").text
    assert f'href="{LINKS}?facility=f1"' in html
    assert facts_of(html)["併設する施術所の登録記号番号"] == "契0123456-7-8"


def test_staff_compare_the_facility_to_be_added(portal: Portal) -> None:
    portal.sign_in_staff()
    waiting = link("in_review", moves=["complete"], version=2)
    portal.accounts.answers_with("GET", f"applications/{REF}", waiting)
    portal.accounts.answers_with("GET", "applications", page())
    known = master(name="見本はり灸院", registration_number="01234567-8-9", kind="ahaki")
    portal.registration.answers_with("GET", "facilities/ahaki:0123456789", known)
    html = portal.browser.get(f"/staff/applications/{REF}").text
    assert "相違あり" not in html
    html = portal.browser.get(f"/staff/applications/{REF}/complete").text
    assert "見本はり灸院（01234567-8-9）を、基金 太郎 様の併設施設に追加します。" in html
    assert "追加できないときは、この申請は却下になります。" in html


def test_staff_are_told_that_it_is_somebody_elses(portal: Portal) -> None:
    portal.sign_in_staff()
    waiting = link("in_review", moves=["complete", "return", "reject"], version=2)
    portal.accounts.answers_with("GET", f"applications/{REF}", waiting)
    portal.accounts.answers_with("GET", f"applications/{REF}/memos", page())
    portal.accounts.answers_with("GET", "applications", page())
    portal.registration.answers_with("GET", "facilities/ahaki:0123456789", master())
    said = "この施術所は、すでに別のユーザーの施設として登録されています。"
    path = f"applications/{REF}/complete"
    portal.accounts.refuses("POST", path, 409, "linked_to_another", detail=said)
    portal.browser.get(f"/staff/{path}")
    answer = portal.browser.submit(f"/staff/{path}")
    assert answer.status_code == 409
    assert said in answer.text
    assert "却下する" in answer.text
