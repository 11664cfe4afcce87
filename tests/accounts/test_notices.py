"""交付決定: one issues, another confirms, and only then it is told, once."""

from __future__ import annotations

from typing import Any

import pytest

from services.accounts.handlers import HANDLERS
from shared.contracts import DecisionNoticeReady, Envelope, GrantDecided, Person
from shared.errors import PermanentError
from tests.accounts.desk import Desk, found, messages, together
from tests.accounts.grants import approved, notice, started, today
from tests.support.tokens import FACILITY


@pytest.fixture
def waiting(desk: Desk) -> dict[str, Any]:
    """Approved; 審査一郎 is its claimer."""
    started(desk)
    return approved(desk)


@pytest.fixture
def issued(desk: Desk, waiting: dict[str, Any]) -> dict[str, Any]:
    """Issued by 発行花子."""
    who = desk.staff(name="発行花子")
    return found(notice(desk, "issue", waiting, who, decided_on=today(desk)))


def due(desk: Desk, what: str) -> list[str]:
    answer = found(desk.get(f"notices?due={what}", desk.staff("viewer")))
    return [one["ref"] for one in answer["items"]]


def events(desk: Desk, ref: str) -> list[GrantDecided]:
    return [e.data for e in desk.news("applications", ref) if isinstance(e.data, GrantDecided)]


def ready(desk: Desk, ref: str) -> Envelope:
    data = DecisionNoticeReady(
        ref=ref,
        notice_no="K0000001",
        facility_id=FACILITY["id"],
        recipient=Person("hanako@example.jp", "山田", "花子"),
        document_id="K0000001",
        sha256="0" * 64,
        bytes=1234,
    )
    return Envelope("event-1", "documents", ref, desk.clock.now(), data, 2)


def test_an_approval_is_no_decision_yet(desk: Desk, waiting: dict[str, Any]) -> None:
    assert (waiting["state"], waiting["notice"], waiting["issued"]) == ("completed", None, None)
    assert (due(desk, "issue"), due(desk, "confirm")) == ([waiting["ref"]], [])
    assert events(desk, waiting["ref"]) == []


def test_two_people_decide(desk: Desk, issued: dict[str, Any]) -> None:
    ref = issued["ref"]
    assert (due(desk, "issue"), due(desk, "confirm")) == ([], [ref])
    assert events(desk, ref) == []
    assert found(desk.get(f"applications/{ref}", desk.user()))["notice"] is None
    done = found(notice(desk, "confirm", issued, desk.staff("admin", "確認次郎")))
    assert (due(desk, "issue"), due(desk, "confirm")) == ([], [])
    assert done["notice"]["confirmer"]["name"] == "確認次郎"
    [told] = events(desk, ref)
    assert (told.notice_no, told.total, told.amount) == ("K0000001", 48_200, 41_000)
    assert (told.decided_on, told.recipient.email) == (today(desk), "hanako@example.jp")
    shown = found(desk.get(f"applications/{ref}", desk.user()))
    assert (shown["notice"]["number"], shown["notice"]["issuer"]) == ("K0000001", None)
    assert shown["timeline"][-1]["label"] == "交付決定"
    assert shown["timeline"][-1]["by"] == "審査担当者"


def test_neither_claimer_nor_issuer_confirms(desk: Desk, issued: dict[str, Any]) -> None:
    for name in ("審査一郎", "発行花子"):
        seen = found(desk.get(f"applications/{issued['ref']}", desk.staff(name=name)))
        assert seen["may_confirm"] is False
        refusal = found(notice(desk, "confirm", issued, desk.staff(name=name)), 409)
        assert refusal["code"] == "needs_another"
    assert events(desk, issued["ref"]) == []
    other = desk.staff(name="確認次郎")
    assert found(desk.get(f"applications/{issued['ref']}", other))["may_confirm"]


def test_roles_are_kept(desk: Desk, waiting: dict[str, Any]) -> None:
    for who in (desk.staff("viewer"), desk.user()):
        for step in ("issue", "confirm", "take-back"):
            found(notice(desk, step, waiting, who, decided_on=today(desk)), 403)
    found(desk.get("notices?due=issue", desk.user()), 403)


def test_of_several_confirmations_one_counts(desk: Desk, issued: dict[str, Any]) -> None:
    people = [desk.staff(name=f"確認{n}") for n in range(5)]
    answers = together(*(lambda who=who: notice(desk, "confirm", issued, who) for who in people))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    assert len(events(desk, issued["ref"])) == 1


def test_a_form_sent_twice_decides_once(desk: Desk, issued: dict[str, Any]) -> None:
    who = {**desk.staff(name="確認次郎"), "Idempotency-Key": "one-form"}
    first = found(notice(desk, "confirm", issued, who))
    assert found(notice(desk, "confirm", issued, who)) == first
    assert len(events(desk, issued["ref"])) == 1


def test_an_issue_can_be_taken_back(desk: Desk, issued: dict[str, Any]) -> None:
    back = found(notice(desk, "take-back", issued, desk.staff(name="確認次郎")))
    assert (back["notice"], due(desk, "issue")) == (None, [issued["ref"]])
    refusal = found(notice(desk, "confirm", back, desk.staff(name="確認次郎")), 409)
    assert refusal["code"] == "notice_not_due"


def test_the_issuer_takes_it_back_and_both_are_on_record(
    desk: Desk, issued: dict[str, Any]
) -> None:
    who = desk.staff(name="発行花子")
    back = found(notice(desk, "take-back", issued, who))
    assert back["notice"] is None
    for action, before, after in (
        ("notice.issue", "", "発行花子"),
        ("notice.take_back", "発行花子", ""),
    ):
        row = desk.db.audit.find_one({"action": action, "target.id": issued["ref"]})
        [change] = [each for each in row["changes"] if each["field"] == "notice"]
        assert row["outcome"] == "ok"
        assert (before in change["before"], after in change["after"]) == (True, True)
    lines = [line["label"] for line in back["timeline"][-2:]]
    assert lines == ["交付決定通知書の発行", "交付決定通知書の発行の取消し"]
    shown = found(desk.get(f"applications/{issued['ref']}", desk.user()))
    assert shown["timeline"][-1]["label"] == "手続完了", "applicants hear of decisions only"


def test_who_is_too_late_is_told_who_issued(desk: Desk, waiting: dict[str, Any]) -> None:
    hanako, jiro = desk.staff(name="発行花子"), desk.staff(name="発行次郎")
    found(notice(desk, "issue", waiting, hanako, decided_on=today(desk)))
    refusal = found(notice(desk, "issue", waiting, jiro, decided_on=today(desk)), 409)
    assert (refusal["code"], refusal["winner"]) == ("version_conflict", "発行花子")


def test_what_was_decided_is_listed(desk: Desk, issued: dict[str, Any]) -> None:
    assert due(desk, "decided") == []
    found(notice(desk, "confirm", issued, desk.staff(name="確認次郎")))
    assert due(desk, "decided") == [issued["ref"]]


@pytest.mark.parametrize("step", ["issue", "take-back"])
def test_what_is_decided_stays(desk: Desk, issued: dict[str, Any], step: str) -> None:
    done = found(notice(desk, "confirm", issued, desk.staff(name="確認次郎")))
    found(notice(desk, step, done, desk.staff(), decided_on=today(desk)), 409)


def test_only_approved_grants_are_decided(desk: Desk) -> None:
    done = desk.completed()
    refusal = found(notice(desk, "issue", done, desk.staff(), decided_on=today(desk)), 409)
    assert refusal["code"] == "notice_not_due"
    stranger = {"ref": "ZZZZZZ", "version": 1}
    found(notice(desk, "issue", stranger, desk.staff(), decided_on=today(desk)), 404)


@pytest.mark.parametrize(
    ("day", "message"),
    [("", "決定日を入力してください"), ("2026-02-30", "決定日は存在する日付を入力してください")],
)
def test_the_day_is_checked(desk: Desk, waiting: dict[str, Any], day: str, message: str) -> None:
    answer = notice(desk, "issue", waiting, desk.staff(), decided_on=day)
    assert messages(answer) == {"decided_on": message}
    far = messages(notice(desk, "issue", waiting, desk.staff(), decided_on="2031-01-01"))
    assert far["decided_on"].startswith("決定日は")


def test_the_ready_notice_is_noted_once(desk: Desk, issued: dict[str, Any]) -> None:
    ref = issued["ref"]
    found(notice(desk, "confirm", issued, desk.staff(name="確認次郎")))
    for _ in range(2):
        HANDLERS[DecisionNoticeReady](ready(desk, ref), desk.service)
    shown = found(desk.get(f"applications/{ref}", desk.user()))
    assert shown["notice"]["document_id"] == "K0000001"
    assert [line["what"] for line in shown["timeline"]].count("publish") == 1


def test_a_notice_nobody_decided_is_given_up(desk: Desk, issued: dict[str, Any]) -> None:
    for ref in ("ZZZZZZ", issued["ref"]):
        with pytest.raises(PermanentError):
            HANDLERS[DecisionNoticeReady](ready(desk, ref), desk.service)
