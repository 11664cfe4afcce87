"""The list and the details of a facility's accounts."""

from __future__ import annotations

import pytest

from tests.accounts.desk import OTHER_FACILITY, Desk, found, messages, together
from tests.support.tokens import FACILITY


@pytest.fixture
def nine(desk: Desk) -> Desk:
    """Nine accounts, of which one is suspended and two have ended."""
    desk.completed(terminals=9, notes=[f"端末{n}" for n in range(9, 0, -1)])
    change = desk.db.accounts.update_one
    change({"_id": "W0000001"}, {"$set": {"status": 3, "ended_on": "2026-10-01"}})
    change({"_id": "W0000002"}, {"$set": {"status": 2, "suspended_on": "2026-09-01"}})
    change({"_id": "W0000003"}, {"$set": {"status": 3, "ended_on": "2026-08-01"}})
    return desk


def listed(desk: Desk, query: str = "") -> list[str]:
    page = found(desk.get(f"accounts?{query}", desk.user()))
    assert page["total"] == len(page["items"])
    return [item["id"][-1] for item in page["items"]]


def test_an_account_as_the_manual_shows_it(desk: Desk) -> None:
    ref = desk.completed(terminals=1, notes=["受付1番"])["ref"]
    account = found(desk.get("accounts/W0000001", desk.user()))
    assert account.pop("started_on") == account.pop("issued_on")
    assert account == {
        "id": "W0000001",
        "ref": ref,
        "note": "受付1番",
        "status": "active",
        "status_label": "利用可",
        "release_requested": False,
        "facility_id": FACILITY["id"],
        "facility_name": "サンプル柔整",
        "ended_on": None,
        "release_on": None,
        "suspended_on": None,
        "version": 1,
        "issue": 1,
        "terminal": None,
        "document_id": None,
    }


def test_status_then_id_is_the_order_of_the_list(nine: Desk) -> None:
    assert listed(nine) == list("456789213")


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("id", "123456789"),
        ("-id", "987654321"),
        ("note", "987654321"),
        ("-note", "123456789"),
        ("-status", "132456789"),
        ("started_on", "123456789"),
        ("-ended_on", "132456789"),
        ("-suspended_on", "213456789"),
    ],
)
def test_every_column_sorts(nine: Desk, sort: str, order: str) -> None:
    assert listed(nine, f"sort={sort}") == list(order)


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("status=suspended", "2"),
        ("status=ended", "13"),
        ("status=active&q=端末4", "6"),
        ("q=w0000005", "5"),
        ("q=端末1", "9"),
        ("q=(", ""),
        ("status=$ne", "456789213"),
    ],
)
def test_the_list_is_searched_and_filtered(nine: Desk, query: str, order: str) -> None:
    assert listed(nine, query) == list(order)


def test_pages_tell_where_they_are(desk: Desk) -> None:
    desk.completed(terminals=25, notes=[])
    page = found(desk.get("accounts?page=2&per_page=20", desk.user()))
    assert page["items"][0]["id"] == "W0000021"
    assert (len(page["items"]), page["page"], page["per_page"], page["total"]) == (5, 2, 20, 25)


def test_a_user_of_two_facilities_may_look_at_one(desk: Desk) -> None:
    desk.completed()
    both = desk.user(facilities=[OTHER_FACILITY, FACILITY])
    assert found(desk.get("accounts", both))["total"] == 3
    assert found(desk.get(f"accounts?facility_id={FACILITY['id']}", both))["total"] == 3
    assert found(desk.get(f"accounts?facility_id={OTHER_FACILITY['id']}", both))["total"] == 0


def test_another_facilitys_account_does_not_exist(desk: Desk) -> None:
    desk.completed()
    stranger = desk.user(sub="user-2", facilities=[OTHER_FACILITY])
    assert found(desk.get("accounts", stranger))["total"] == 0
    assert desk.get(f"accounts?facility_id={FACILITY['id']}", stranger).status_code == 404
    assert desk.get("accounts/W0000001", stranger).status_code == 404
    note = {"note": "x", "version": 1}
    assert desk.patch("accounts/W0000001", note, stranger).status_code == 404
    assert desk.get("accounts/W9999999", desk.user()).status_code == 404


def test_saving_a_note(desk: Desk) -> None:
    desk.completed()
    body = {"note": " 診察室\t<b>2番</b> ", "version": 1}
    saved = found(desk.patch("accounts/W0000001", body, desk.user()))
    assert (saved["note"], saved["version"]) == ("診察室 <b>2番</b>", 2)
    emptied = found(desk.patch("accounts/W0000001", {"note": "", "version": 2}, desk.user()))
    assert emptied["note"] == ""
    assert found(desk.patch("accounts/W0000001", {"version": 3}, desk.user()), 422)
    nothing = found(desk.patch("accounts/W0000001", {"note": None, "version": 3}, desk.user()))
    assert nothing["note"] == ""


def test_a_note_has_a_hundred_characters(desk: Desk) -> None:
    desk.completed()
    answer = desk.patch("accounts/W0000001", {"note": "あ" * 101, "version": 1}, desk.user())
    assert messages(answer) == {"note": "備考は100文字以内で入力してください（現在101文字）"}


def test_of_notes_saved_at_once_one_wins_and_the_others_see_it(desk: Desk) -> None:
    desk.completed()
    who = desk.user()
    answers = together(
        *[
            lambda n=n: desk.patch("accounts/W0000001", {"note": f"備考{n}", "version": 1}, who)
            for n in range(5)
        ]
    )
    won = [answer.get_json() for answer in answers if answer.status_code == 200]
    lost = [found(answer, 409) for answer in answers if answer.status_code != 200]
    assert (len(won), len(lost)) == (1, 4)
    assert all(refusal["code"] == "version_conflict" for refusal in lost)
    assert all(refusal["current"] == won[0] for refusal in lost)
    assert lost[0]["detail"] == "ほかの画面で更新されています。最新の内容を確認してください"


def test_an_ended_account_is_read_only(nine: Desk) -> None:
    answer = nine.patch("accounts/W0000001", {"note": "x", "version": 1}, nine.user())
    assert found(answer, 409)["code"] == "account_ended"


def test_staff_look_but_do_not_touch(desk: Desk) -> None:
    desk.completed()
    assert found(desk.get("accounts/W0000001", desk.staff("viewer")))["id"] == "W0000001"
    note = {"note": "x", "version": 1}
    assert desk.patch("accounts/W0000001", note, desk.staff("admin")).status_code == 403
    assert desk.get("accounts/W0000001", {}).status_code == 401
