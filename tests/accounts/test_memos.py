"""Notes of staff: only added, once per form, never told applicants."""

from __future__ import annotations

import pytest

from tests.accounts.desk import Desk, found

TEXT = {"text": "電話で\n確認済み"}


def test_notes_stand_in_the_order_they_were_written(desk: Desk) -> None:
    path = f"applications/{desk.submitted()['ref']}/memos"
    for text, who in (("最初", "甲"), ("次", "乙")):
        answer = desk.post(path, {"text": text}, desk.staff(name=who))
        assert answer.status_code == 201
        desk.clock.forward(minutes=1)
    notes = found(desk.get(path, desk.staff("viewer")))["items"]
    assert [(note["text"], note["by"]) for note in notes] == [("最初", "甲"), ("次", "乙")]


def test_a_note_leaves_the_application_as_it_was(desk: Desk) -> None:
    one = desk.claimed()
    desk.post(f"applications/{one['ref']}/memos", TEXT, desk.staff())
    assert found(desk.get(f"applications/{one['ref']}", desk.staff())) == one


def test_one_form_writes_one_note(desk: Desk) -> None:
    path = f"applications/{desk.submitted()['ref']}/memos"
    who = {**desk.staff(), "Idempotency-Key": "form-1"}
    assert [desk.post(path, TEXT, who).status_code for _ in range(2)] == [201, 201]
    other = desk.post(path, {"text": "別のこと"}, who)
    assert (other.status_code, other.get_json()["code"]) == (422, "idempotency_reused")
    assert len(found(desk.get(path, desk.staff()))["items"]) == 1


@pytest.mark.parametrize("body", [{}, {"text": " "}, {"text": "長" * 1001}, {"text": {"$ne": 1}}])
def test_hostile_notes_are_refused(desk: Desk, body: dict) -> None:
    path = f"applications/{desk.submitted()['ref']}/memos"
    answer = desk.post(path, body, desk.staff())
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "text"


def test_applicants_never_see_them_and_viewers_write_none(desk: Desk) -> None:
    path = f"applications/{desk.submitted()['ref']}/memos"
    assert desk.get(path, desk.user()).status_code == 403
    assert desk.post(path, TEXT, desk.user()).status_code == 403
    assert desk.post(path, TEXT, desk.staff("viewer")).status_code == 403


def test_of_what_is_unknown_there_are_none(desk: Desk) -> None:
    assert desk.get("applications/ZZZZZZ/memos", desk.staff()).status_code == 404
    assert desk.post("applications/ZZZZZZ/memos", TEXT, desk.staff()).status_code == 404
