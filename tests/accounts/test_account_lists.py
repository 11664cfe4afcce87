"""The list as a file, and the lists staff look at."""

from __future__ import annotations

import csv
import io

import pytest

from tests.accounts.desk import OTHER_FACILITY, Desk, found
from tests.support.tokens import FACILITY

HEAD = [
    "アカウントID",
    "備考（利用者名、端末名等）",
    "ステータス",
    "利用開始年月日",
    "利用終了年月日",
    "利用停止年月日",
]


def rows(desk: Desk, query: str = "", **claims: object) -> list[list[str]]:
    answer = desk.get(f"accounts.csv?{query}", desk.user(**claims))
    assert answer.status_code == 200
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_file_has_the_lists_columns_filters_and_order(desk: Desk) -> None:
    desk.completed(terminals=30, notes=["=cmd|' /C calc'!A0", "診察室"])
    change = {"status": 2, "suspended_on": "2026-09-01", "release_requested": True}
    desk.db.accounts.update_one({"_id": "W0000002"}, {"$set": change})
    head, *lines = rows(desk, "sort=-id")
    assert head == HEAD
    assert [line[0] for line in lines] == [f"W{n:07}" for n in range(30, 0, -1)]
    assert lines[-1][1] == "'=cmd|' /C calc'!A0"
    assert rows(desk, "release_requested=yes")[1:] == [
        ["W0000002", "診察室", "利用停止 解除申請中", lines[0][3], "", "2026-09-01"]
    ]
    assert rows(desk, "q=診察室")[1:] == rows(desk, "status=suspended")[1:]


def test_the_file_holds_nothing_secret_and_nothing_of_others(desk: Desk) -> None:
    ref = desk.completed(terminals=1)["ref"]
    body = desk.get("accounts.csv", desk.user()).get_data().decode()
    [sheet] = desk.sheets(ref)
    assert sheet["password"] not in body
    assert sheet["activation_code"] not in body
    assert rows(desk, facilities=[OTHER_FACILITY]) == [HEAD]
    stranger = desk.user(facilities=[OTHER_FACILITY])
    assert desk.get(f"accounts.csv?facility_id={FACILITY['id']}", stranger).status_code == 404
    assert desk.get("accounts.csv", desk.staff("admin")).status_code == 403
    assert desk.get("accounts.csv", {}).status_code == 401


def test_ids_are_those_the_filter_lets_through(desk: Desk) -> None:
    desk.completed(terminals=3, notes=["受付", "診察室", "受付"])
    answer = found(desk.get("accounts/ids?q=受付", desk.user()))
    assert answer == {"ids": ["W0000001", "W0000003"]}
    stranger = desk.user(facilities=[OTHER_FACILITY])
    assert found(desk.get("accounts/ids", stranger)) == {"ids": []}
    assert desk.get("accounts/ids", desk.staff()).status_code == 403


def test_only_those_to_be_released(desk: Desk) -> None:
    desk.completed(terminals=2)
    mark = {"$set": {"release_requested": True}}
    desk.db.accounts.update_one({"_id": "W0000002"}, mark)
    listed = found(desk.get("accounts?release_requested=yes", desk.user()))
    assert [item["id"] for item in listed["items"]] == ["W0000002"]
    assert found(desk.get("accounts?release_requested=no", desk.user()))["total"] == 2


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 0),
        ("status=active", 0),
        (f"facility_id={FACILITY['id']}", 3),
        (f"facility_id={FACILITY['id']}&q=w0000002", 1),
        ("q=w0000002", 1),
        ("q=W", 4),
        (f"q={FACILITY['institution_code']}", 4),
        ("q=受付1番", 0),
        ("facility_id=nobody", 0),
    ],
)
def test_staff_find_accounts_by_facility_id_and_code(desk: Desk, query: str, number: int) -> None:
    desk.completed(terminals=3)
    desk.completed(desk.user_of(2), terminals=1)
    for role in ("viewer", "reviewer", "admin"):
        assert found(desk.get(f"accounts?{query}", desk.staff(role)))["total"] == number
