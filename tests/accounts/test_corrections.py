"""A returned application: corrected in time, or withdrawn."""

from __future__ import annotations

from services.accounts.usecases.applications import lapse_overdue
from shared.contracts import ApplicationSubmitted
from tests.accounts.desk import Clock, Desk, form, found, messages


def test_a_returned_application_is_corrected_and_waits_again(desk: Desk) -> None:
    returned = desk.returned()
    seen = found(desk.get(f"applications/{returned['ref']}", desk.user()))
    assert (seen["state_label"], seen["comment"]) == ("差戻し（要対応）", "台数")
    assert seen["moves"] == ["resubmit", "withdraw"]
    body = {**form(terminals=2, notes=["a", "b"]), "version": seen["version"]}
    again = found(desk.post(f"applications/{seen['ref']}/resubmit", body, desk.user()))
    assert (again["state"], again["notes"]) == ("submitted", ["a", "b"])
    assert (again["comment"], again["deadline"], again["claim"]) == (None, None, None)
    assert isinstance(desk.news("applications", seen["ref"])[-1].data, ApplicationSubmitted)


def test_a_correction_is_checked_like_a_first_form(desk: Desk) -> None:
    returned = desk.returned()
    body = {**form(terminals=0), "version": returned["version"]}
    path = f"applications/{returned['ref']}/resubmit"
    assert list(messages(desk.post(path, body, desk.user()))) == ["terminals"]


def test_the_same_correction_sent_twice_is_one(desk: Desk) -> None:
    returned = desk.returned()
    who = {**desk.user(), "Idempotency-Key": "form-2"}
    body = {**form(), "version": returned["version"]}
    path = f"applications/{returned['ref']}/resubmit"
    versions = {found(desk.post(path, body, who))["version"] for _ in range(2)}
    assert versions == {returned["version"] + 1}


def test_the_deadlines_own_day_still_counts_the_next_does_not(desk: Desk, clock: Clock) -> None:
    returned = desk.returned()
    path = f"applications/{returned['ref']}/resubmit"
    body = {**form(), "version": returned["version"]}
    clock.forward(days=15)
    assert found(desk.post(path, body, desk.user()), 409)["code"] == "deadline_passed"
    clock.forward(days=-1)
    found(desk.post(path, body, desk.user()))


def test_what_nobody_corrects_in_time_is_withdrawn(desk: Desk, clock: Clock) -> None:
    returned = desk.returned()
    clock.forward(days=14)
    lapse_overdue(desk.service)
    assert found(desk.get(f"applications/{returned['ref']}", desk.user()))["state"] == "returned"
    clock.forward(days=1)
    lapse_overdue(desk.service)
    lapsed = found(desk.get(f"applications/{returned['ref']}", desk.user()))
    assert lapsed["state"] == "withdrawn"
    assert lapsed["timeline"][-1]["label"] == "期限切れによる取下げ"
    desk.submitted()
