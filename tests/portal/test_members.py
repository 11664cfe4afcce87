"""ST14: staff and their roles."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.conftest import Portal
from tests.portal.fakes import controls, text_of

MEMBERS = "/staff/settings/members"
LINK = "http://127.0.0.1:8080/staff/enrol/abcdefghijklmnopqrstuvwxyz0"


def member(**changes: Any) -> dict[str, Any]:
    whole = {
        "id": "s2",
        "email": "b@portal.example",
        "role": "reviewer",
        "name": "審査二郎",
        "own_name": "審査二郎",
        "state": "active",
        "state_label": "有効",
        "version": 3,
        "recovery_codes": 0,
    }
    return {**whole, **changes}


def office(portal: Portal, one: dict[str, Any]) -> None:
    portal.sign_in_staff("admin")
    portal.registration.answers_with("GET", "staff", {"items": [one], "total": 1})
    portal.registration.answers_with("GET", f"staff/{one['id']}", one)


def test_the_list_shows_name_role_and_state(portal: Portal) -> None:
    office(portal, member(own_name="", state="suspended", state_label="停止"))
    words = text_of(portal.browser.get(MEMBERS).text)
    for word in ("（氏名未登録）", "b@portal.example", "審査", "停止"):
        assert word in words


def test_an_invitation_shows_its_link_once(portal: Portal) -> None:
    office(portal, member())
    invited = {"staff": member(state="invited"), "link": LINK}
    portal.registration.answers_with("POST", "staff", invited, 201)
    portal.browser.get(f"{MEMBERS}/new")
    page = portal.browser.submit(
        f"{MEMBERS}/new", email="b@portal.example", name="審査二郎", role="reviewer"
    )
    assert LINK in page.text
    assert portal.registration.asked("POST", "staff")[0].body == {
        "email": "b@portal.example",
        "name": "審査二郎",
        "role": "reviewer",
    }


def test_a_refused_invitation_keeps_what_was_typed(portal: Portal) -> None:
    office(portal, member())
    error = {"field": "name", "code": "required", "message": "氏名を入力してください"}
    portal.registration.refuses("POST", "staff", 422, "invalid", errors=[error])
    portal.browser.get(f"{MEMBERS}/new")
    page = portal.browser.submit(f"{MEMBERS}/new", email="b@portal.example")
    assert page.status_code == 422
    assert page.text.count("氏名を入力してください") == 2
    assert controls(page.text)["email"].get("value") == "b@portal.example"


@pytest.mark.parametrize(
    ("state", "open_moves"),
    [
        ("active", {"role", "suspend", "enrolment"}),
        ("invited", {"role", "suspend", "enrolment"}),
        ("suspended", {"role", "resume"}),
    ],
)
def test_only_open_decisions_are_offered(portal: Portal, state: str, open_moves: set[str]) -> None:
    office(portal, member(state=state))
    html = portal.browser.get(f"{MEMBERS}/s2").text
    moves = ("role", "suspend", "resume", "enrolment")
    assert {move for move in moves if f'href="{MEMBERS}/s2/{move}"' in html} == open_moves
    for move in set(moves) - open_moves:
        assert portal.browser.get(f"{MEMBERS}/s2/{move}").location == f"{MEMBERS}/s2"


def test_nothing_is_offered_about_oneself(portal: Portal) -> None:
    office(portal, member(id="s1"))
    html = portal.browser.get(f"{MEMBERS}/s1").text
    assert "自分の役割や状態は変更できません。" in html
    assert f"{MEMBERS}/s1/role" not in html


def test_a_role_is_changed_with_a_reason(portal: Portal) -> None:
    office(portal, member())
    portal.registration.answers_with("POST", "staff/s2/role", member(role="viewer"))
    portal.browser.get(f"{MEMBERS}/s2/role")
    answer = portal.browser.submit(f"{MEMBERS}/s2/role", role="viewer", reason="異動のため")
    assert answer.location == f"{MEMBERS}/s2"
    assert portal.registration.asked("POST", "staff/s2/role")[0].body == {
        "reason": "異動のため",
        "version": "3",
        "role": "viewer",
    }


def test_a_refusal_stays_on_the_confirm_page(portal: Portal) -> None:
    office(portal, member(role="admin"))
    detail = "有効な管理の職員がいなくなるため、この操作は行えません。"
    portal.registration.refuses("POST", "staff/s2/suspend", 409, "last_admin", detail=detail)
    portal.browser.get(f"{MEMBERS}/s2/suspend")
    page = portal.browser.submit(f"{MEMBERS}/s2/suspend", reason="退職")
    assert page.status_code == 409
    assert detail in page.text
    assert "退職" in page.text


def test_a_new_enrolment_link_is_shown_once(portal: Portal) -> None:
    office(portal, member())
    answer = {"staff": member(state="invited"), "link": LINK}
    portal.registration.answers_with("POST", "staff/s2/enrolment", answer)
    portal.browser.get(f"{MEMBERS}/s2/enrolment")
    page = portal.browser.submit(f"{MEMBERS}/s2/enrolment", reason="機種変更")
    assert LINK in page.text
    assert LINK not in portal.browser.get(f"{MEMBERS}/s2").text


@pytest.mark.parametrize("path", [MEMBERS, f"{MEMBERS}/new", f"{MEMBERS}/s2"])
def test_other_roles_are_told_no(portal: Portal, path: str) -> None:
    portal.sign_in_staff("reviewer")
    for asked in ("staff", "staff/s2"):
        portal.registration.refuses("GET", asked, 403, "forbidden", detail="")
    assert portal.browser.get(path).status_code == 403
