"""下書き: one per facility and kind, gone once the application is made."""

from __future__ import annotations

from typing import Any

import pytest

from tests.accounts.desk import OTHER_FACILITY, Desk, Headers, form, found
from tests.support.tokens import FACILITY

TYPED = {"terminals": "３", "notes.0": "受付", "notes.1": ""}


def kept(desk: Desk, kind: str = "start", who: Headers | None = None, **answers: str) -> Any:
    body = {"facility_id": FACILITY["id"], "answers": answers or TYPED}
    return desk.send("PUT", f"drafts/{kind}", body, who or desk.user())


def drafts(desk: Desk, who: Headers | None = None) -> list[dict[str, Any]]:
    return found(desk.get("drafts", who or desk.user()))["items"]


def test_a_draft_comes_back_as_it_was_typed(desk: Desk) -> None:
    found(kept(desk))
    found(kept(desk, "add", reason="あとで書く"))
    answers = {one["kind"]: one["answers"] for one in drafts(desk)}
    assert answers == {"start": TYPED, "add": {"reason": "あとで書く"}}
    assert {one["kind_label"] for one in drafts(desk)} == {"利用開始申請", "追加申請"}


def test_there_is_one_per_facility_and_kind(desk: Desk) -> None:
    found(kept(desk))
    found(kept(desk, terminals="5"))
    assert [one["answers"] for one in drafts(desk)] == [{"terminals": "5"}]


def test_the_application_takes_its_place(desk: Desk) -> None:
    found(kept(desk))
    found(kept(desk, "add"))
    found(desk.post("applications", form(), desk.user()), 201)
    assert [one["kind"] for one in drafts(desk)] == ["add"]


def test_it_can_be_thrown_away_more_than_once(desk: Desk) -> None:
    found(kept(desk))
    for _ in range(2):
        path = f"drafts/start?facility_id={FACILITY['id']}"
        assert desk.send("DELETE", path, None, desk.user()).status_code == 204
    assert drafts(desk) == []


def test_strangers_and_staff_have_no_part_in_it(desk: Desk) -> None:
    found(kept(desk))
    stranger = desk.user(sub="user-2", facilities=[OTHER_FACILITY])
    assert drafts(desk, stranger) == []
    assert kept(desk, who=stranger).status_code == 404
    path = f"drafts/start?facility_id={FACILITY['id']}"
    assert desk.send("DELETE", path, None, stranger).status_code == 404
    assert desk.get("drafts", desk.staff("admin")).status_code == 403
    assert kept(desk, who=desk.staff("admin")).status_code == 403
    assert len(drafts(desk)) == 1


@pytest.mark.parametrize(
    "answers",
    [
        None,
        "x",
        ["x"],
        {"a": {"$ne": 1}},
        {"a": "x" * 2001},
        {"n" * 41: "x"},
        {f"n{number}": "x" for number in range(151)},
    ],
)
def test_what_is_no_form_is_refused(desk: Desk, answers: object) -> None:
    body = {"facility_id": FACILITY["id"], "answers": answers}
    assert desk.send("PUT", "drafts/start", body, desk.user()).status_code == 422


def test_there_are_only_drafts_of_known_kinds(desk: Desk) -> None:
    assert kept(desk, "nonsense").status_code == 404
