"""Applying, correcting and withdrawing, as a facility's user."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.accounts.model.contents import MOST_TERMINALS
from shared import clock as real_clock
from shared.contracts import ApplicationSubmitted, ApplicationWithdrawn
from tests.accounts.desk import OTHER_FACILITY, Desk, form, found, messages, together
from tests.support.tokens import FACILITY


def test_a_form_is_answered_with_what_will_be_stored(desk: Desk) -> None:
    typed = form(terminals="３", notes=["受付\n１番"], acknowledged=True)
    checked = found(desk.post("applications/check", typed, desk.user()))
    assert checked == form(terminals=3, notes=["受付 １番", "", ""])


def test_submitting_makes_an_application_that_waits_for_review(desk: Desk) -> None:
    made = desk.submitted()
    assert made["state_label"] == "審査待ち"
    assert made["terminals"] == 3
    assert made["notes"] == ["受付1番パソコン", "", "診察室"]
    assert made["facility"] == FACILITY
    assert made["applicant"] == {
        "user_id": "user-1",
        "email": "hanako@example.jp",
        "family_name": "山田",
        "given_name": "花子",
    }
    assert made["moves"] == ["withdraw"]
    assert made["issued"] is None
    assert len(made["ref"]) == 6
    assert [line["label"] for line in made["timeline"]] == ["受付"]
    assert [news.data for news in desk.news("applications", made["ref"])] == [
        ApplicationSubmitted(made["ref"], "start", FACILITY["id"])
    ]


def test_notes_follow_the_number_of_terminals(desk: Desk) -> None:
    assert desk.submitted(terminals=1, notes=["残る", "消える"])["notes"] == ["残る"]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"terminals": ""}, "terminals", "端末台数を入力してください"),
        ({"terminals": None}, "terminals", "端末台数を入力してください"),
        ({"terminals": 0}, "terminals", "端末台数は1から50までの数字で入力してください"),
        ({"terminals": 51}, "terminals", "端末台数は1から50までの数字で入力してください"),
        ({"terminals": -3}, "terminals", "端末台数は1から50までの数字で入力してください"),
        ({"terminals": 1.5}, "terminals", "端末台数を入力してください"),
        ({"terminals": True}, "terminals", "端末台数を入力してください"),
        ({"terminals": "三"}, "terminals", "端末台数は1から50までの数字で入力してください"),
        (
            {"notes": ["", "あ" * 101]},
            "notes.1",
            "備考は100文字以内で入力してください（現在101文字）",
        ),
        ({"notes": "受付"}, "notes", "備考は文字で入力してください"),
        ({"notes": [{"$ne": ""}]}, "notes.0", "備考は文字で入力してください"),
        (
            {"planned_date": "2027-02-30"},
            "planned_date",
            "利用予定年月日は存在する日付を入力してください",
        ),
        ({"acknowledged": False}, "acknowledged", "注意事項を確認し、チェックを入れてください"),
        ({"acknowledged": "true"}, "acknowledged", "注意事項を確認し、チェックを入れてください"),
        ({"kind": "party"}, "kind", "申請の種別を確認してください"),
    ],
)
@pytest.mark.parametrize("path", ["applications", "applications/check"])
def test_what_is_wrong_is_said_beside_its_field(
    desk: Desk, path: str, changes: dict[str, object], field: str, message: str
) -> None:
    assert messages(desk.post(path, form(**changes), desk.user())) == {field: message}


def test_the_planned_date_lies_ahead(desk: Desk) -> None:
    today = real_clock.jst_date(real_clock.now())
    past = form(planned_date=str(today - timedelta(days=1)))
    complaint = messages(desk.post("applications/check", past, desk.user()))["planned_date"]
    assert complaint.startswith(f"利用予定年月日は{real_clock.ja_date(today)}から")
    found(desk.post("applications/check", form(planned_date=str(today)), desk.user()))


def test_as_many_terminals_as_allowed(desk: Desk) -> None:
    assert desk.submitted(terminals=MOST_TERMINALS)["terminals"] == 50


def test_one_open_application_per_facility(desk: Desk) -> None:
    first = desk.submitted()
    refusal = found(desk.post("applications", form(), desk.user()), 409)
    assert (refusal["code"], refusal["ref"]) == ("already_open", first["ref"])
    assert refusal["detail"] == "すでに申請されています。"


def test_ten_submissions_at_once_make_one_application(desk: Desk) -> None:
    who = desk.user()
    answers = together(*[lambda: desk.post("applications", form(), who)] * 10)
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 9]
    assert desk.db.applications.count_documents({}) == 1


def test_the_same_form_sent_twice_is_answered_with_the_first(desk: Desk) -> None:
    who = {**desk.user(), "Idempotency-Key": "form-1"}
    answers = together(*[lambda: desk.post("applications", form(), who)] * 5)
    assert len({found(answer, 201)["ref"] for answer in answers}) == 1


def test_another_body_under_the_same_key_is_refused(desk: Desk) -> None:
    who = {**desk.user(), "Idempotency-Key": "form-1"}
    desk.submitted(who)
    refusal = found(desk.post("applications", form(terminals=4), who), 422)
    assert refusal["code"] == "idempotency_reused"


def test_a_key_belongs_to_its_caller(desk: Desk) -> None:
    desk.submitted({**desk.user(), "Idempotency-Key": "form-1"})
    other = desk.user(sub="user-2", facilities=[OTHER_FACILITY])
    assert desk.submitted({**other, "Idempotency-Key": "form-1"})["facility"] == OTHER_FACILITY


def test_a_taken_ref_is_drawn_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    refs = iter(["AAAAAA", "AAAAAA", "BBBBBB"])
    monkeypatch.setattr("services.accounts.usecases.applications.new_ref", lambda: next(refs))
    assert desk.submitted(desk.user_of(1))["ref"] == "AAAAAA"
    assert desk.submitted(desk.user_of(2))["ref"] == "BBBBBB"


def test_another_facilitys_application_does_not_exist(desk: Desk) -> None:
    made, stranger = desk.submitted(), desk.user(sub="user-2", facilities=[OTHER_FACILITY])
    ref = made["ref"]
    assert found(desk.get(f"applications/{ref}", stranger), 404)["code"] == "not_found"
    withdrawal = {"version": made["version"]}
    assert desk.post(f"applications/{ref}/withdraw", withdrawal, stranger).status_code == 404
    assert found(desk.get("applications", stranger))["total"] == 0
    assert desk.post("applications", form(), stranger).status_code == 404
    assert desk.post("applications/check", form(), stranger).status_code == 404


def test_only_users_apply(desk: Desk) -> None:
    assert desk.post("applications", form()).status_code == 401
    assert desk.post("applications", form(), desk.staff("admin")).status_code == 403


def test_the_facility_sees_its_own_list(desk: Desk) -> None:
    first, _ = desk.submitted(), desk.submitted(desk.user_of(2))
    page = found(desk.get("applications", desk.user()))
    assert [item["ref"] for item in page["items"]] == [first["ref"]]
    assert (page["page"], page["per_page"], page["total"]) == (1, 20, 1)


def test_withdrawing_frees_the_place_for_a_new_application(desk: Desk) -> None:
    made = desk.submitted()
    path, body = f"applications/{made['ref']}/withdraw", {"version": made["version"]}
    gone = found(desk.post(path, body, desk.user()))
    assert (gone["state_label"], gone["moves"]) == ("取下げ", [])
    assert isinstance(desk.news("applications", made["ref"])[-1].data, ApplicationWithdrawn)
    desk.submitted()


def test_staff_stay_nameless_to_applicants(desk: Desk) -> None:
    returned = desk.returned()
    for body in (
        found(desk.get(f"applications/{returned['ref']}", desk.user())),
        found(
            desk.post(f"applications/{returned['ref']}/withdraw", {"version": 1}, desk.user()), 409
        ),
    ):
        assert "審査一郎" not in str(body)
        assert "staff-" not in str(body)
