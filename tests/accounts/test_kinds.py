"""Every kind of application: the tables agree, and what is common to all holds for each."""

from __future__ import annotations

import pytest

from services.accounts.model.contents import KINDS
from services.accounts.schemas.kinds import FORMS
from services.accounts.usecases.procedures import PROCEDURES
from shared.contracts import ApplicationCompleted
from tests.accounts.desk import OTHER_FACILITY, Clock, Desk, form, found, messages
from tests.support.tokens import FACILITY


def added(**changes: object) -> dict[str, object]:
    """A filled 追加申請."""
    return form(kind="add", terminals=2, notes=["訪問用"], reason="訪問施術を始めるため", **changes)


def test_every_kind_has_a_form_and_a_procedure() -> None:
    assert list(KINDS) == list(FORMS) == list(PROCEDURES)


def test_what_came_before_there_were_kinds_is_still_read(desk: Desk) -> None:
    made = desk.submitted(planned_date=None)
    old = {"$unset": {"details": ""}, "$set": {"notes": ["受付"], "planned_date": "2026-12-01"}}
    desk.db.applications.update_one({"_id": made["ref"]}, old)
    read = found(desk.get(f"applications/{made['ref']}", desk.user()))
    assert (read["notes"], read["planned_date"]) == (["受付"], "2026-12-01")


def test_more_terminals_need_a_completed_start(desk: Desk) -> None:
    desk.submitted()
    for path in ("applications/check", "applications"):
        refusal = found(desk.post(path, added(), desk.user()), 409)
        assert refusal["code"] == "not_started"
        assert refusal["detail"] == "利用開始申請の手続き完了後に申請できます。"


def test_more_terminals_come_by_the_same_road(desk: Desk) -> None:
    desk.completed(terminals=1)
    done = desk.completed(**added())
    assert (done["kind_label"], done["notes"]) == ("追加申請", ["訪問用", ""])
    assert done["details"] == {
        "terminals": 2,
        "notes": ["訪問用", ""],
        "reason": "訪問施術を始めるため",
    }
    assert done["issued"] == {"accounts": 2, "documents": 0, "expected": 2}
    told = desk.news("applications", done["ref"])[-1].data
    assert isinstance(told, ApplicationCompleted)
    assert told.kind == "add"
    assert found(desk.get("accounts", desk.user()))["total"] == 3


def test_a_start_and_an_addition_may_be_open_beside_each_other(desk: Desk) -> None:
    desk.completed()
    first = desk.submitted(**added())
    desk.submitted()
    refusal = found(desk.post("applications", added(), desk.user()), 409)
    assert (refusal["code"], refusal["ref"]) == ("already_open", first["ref"])


@pytest.mark.parametrize(
    ("changes", "complaints"),
    [
        ({"terminals": 21}, {"terminals": "追加する端末台数は1から20までの数字で入力してください"}),
        ({"terminals": ""}, {"terminals": "追加する端末台数を入力してください"}),
        ({"reason": "あ" * 501}, {"reason": "理由は500文字以内で入力してください（現在501文字）"}),
        ({"reason": {"$ne": 1}}, {"reason": "理由は文字で入力してください"}),
    ],
)
def test_an_addition_is_checked(
    desk: Desk, changes: dict[str, object], complaints: dict[str, str]
) -> None:
    desk.completed()
    for path in ("applications/check", "applications"):
        assert messages(desk.post(path, {**added(), **changes}, desk.user())) == complaints


def test_a_correction_is_read_by_its_own_kind(desk: Desk) -> None:
    desk.completed()
    returned = desk.returned(**added())
    path = f"applications/{returned['ref']}/resubmit"
    body = {"version": returned["version"], "terminals": 30, "notes": [], "acknowledged": True}
    assert list(messages(desk.post(path, body, desk.user()))) == ["terminals"]
    again = found(desk.post(path, {**body, "terminals": 1, "reason": "減らす"}, desk.user()))
    assert (again["terminals"], again["details"]["reason"]) == (1, "減らす")


def test_who_acts_after_the_deadline_is_told_about_the_deadline(desk: Desk, clock: Clock) -> None:
    returned = desk.returned()
    clock.forward(days=15)
    desk.lapse()
    body = {"version": returned["version"]}
    refusal = found(desk.post(f"applications/{returned['ref']}/withdraw", body, desk.user()), 409)
    assert refusal["winner"] == "期限切れ"
    assert refusal["detail"] == "再申請の期限が切れたため、この申請は取下げになりました"


def test_a_list_can_be_of_one_facility(desk: Desk) -> None:
    both = desk.user(facilities=[FACILITY, OTHER_FACILITY])
    desk.submitted(both)
    second = desk.submitted(both, facility_id=OTHER_FACILITY["id"])
    for who in (both, desk.staff()):
        of_one = found(desk.get(f"applications?facility_id={OTHER_FACILITY['id']}", who))
        assert [one["ref"] for one in of_one["items"]] == [second["ref"]]
    foreign = desk.get(f"applications?facility_id={OTHER_FACILITY['id']}", desk.user())
    assert foreign.status_code == 404
