"""Staff stop an account and let it go on; terminals notice at once."""

from __future__ import annotations

import pytest

from services.accounts.model.actor import CLOCK, Actor
from services.accounts.usecases.accounts import change_account
from shared.contracts import FacilityRef
from tests.accounts.desk import Desk, Sheet, activation, found, messages, together
from tests.support.tokens import FACILITY

REASON = {"reason": "端末の紛失", "version": 1}


def test_a_suspended_account_refuses_terminals_until_it_is_resumed(
    desk: Desk, sheet: Sheet
) -> None:
    ticket = found(desk.post("terminals/check", sheet))["ticket"]
    stopped = found(desk.post(f"accounts/{sheet['id']}/suspend", REASON, desk.staff()))
    assert (stopped["status"], stopped["version"]) == ("suspended", 2)
    assert stopped["suspended_on"]
    for body in (activation(sheet), {"ticket": ticket, "terminal": {"fingerprint": "x"}}):
        assert found(desk.post("terminals", body), 403)["code"] == "account_unusable"
    again = {"reason": "見つかった", "version": 2}
    resumed = found(desk.post(f"accounts/{sheet['id']}/resume", again, desk.staff("admin")))
    assert (resumed["status"], resumed["suspended_on"]) == ("active", None)
    found(desk.post("terminals", activation(sheet)), 201)
    assert [news.type for news in desk.news("accounts", sheet["id"])] == [
        "AccountSuspended",
        "AccountResumed",
        "TerminalActivated",
    ]


def test_a_bound_terminal_is_refused_too_and_named_in_the_event(desk: Desk, sheet: Sheet) -> None:
    found(desk.post("terminals", activation(sheet)), 201)
    body = {"reason": "紛失", "version": 2}
    found(desk.post(f"accounts/{sheet['id']}/suspend", body, desk.staff()))
    assert desk.post("terminals", activation(sheet)).status_code == 403
    assert desk.news("accounts", sheet["id"])[-1].data.terminal_name == "受付1番"


@pytest.mark.parametrize("move", ["suspend", "resume"])
def test_only_reviewers_and_administrators_move_accounts(desk: Desk, move: str) -> None:
    desk.completed(terminals=1)
    path = f"accounts/W0000001/{move}"
    for who in (desk.user(), desk.staff("viewer")):
        assert found(desk.post(path, REASON, who), 403)["code"] == "forbidden"
    assert desk.post(path, REASON, {}).status_code == 401
    assert desk.post(f"accounts/W9999999/{move}", REASON, desk.staff()).status_code == 404


def test_a_move_needs_a_reason_and_the_present_version(desk: Desk) -> None:
    desk.completed(terminals=1)
    path, staff = "accounts/W0000001/suspend", desk.staff()
    answer = desk.post(path, {"reason": " ", "version": 1}, staff)
    assert messages(answer) == {"reason": "理由を入力してください"}
    answer = desk.post(path, {"reason": "長" * 1001, "version": 1}, staff)
    assert messages(answer) == {"reason": "理由は1000文字以内で入力してください（現在1001文字）"}
    assert desk.post(path, {"reason": ["x"], "version": 1}, staff).status_code == 422
    found(desk.patch("accounts/W0000001", {"note": "先", "version": 1}, desk.user()))
    late = found(desk.post(path, REASON, staff), 409)
    assert (late["code"], late["current"]["note"]) == ("version_conflict", "先")


def test_what_the_status_does_not_allow_is_refused_in_words(desk: Desk) -> None:
    desk.completed(terminals=1)
    answer = found(desk.post("accounts/W0000001/resume", REASON, desk.staff()), 409)
    assert answer["code"] == "illegal_move"
    assert answer["detail"] == "このアカウントは「利用可」のため、「再開する」は行えません。"
    assert answer["moves"] == ["suspend", "reissue"]


def test_one_form_suspends_once_however_often_it_is_sent(desk: Desk) -> None:
    desk.completed(terminals=1)
    staff = {**desk.staff(), "Idempotency-Key": "f" * 16}
    path = "accounts/W0000001/suspend"
    answers = together(*[lambda: desk.post(path, REASON, staff)] * 4)
    assert [found(answer)["version"] for answer in answers] == [2] * 4
    assert len(desk.news("accounts", "W0000001")) == 1
    other = found(desk.post(path, {**REASON, "reason": "別"}, staff), 422)
    assert other["code"] == "idempotency_reused"


def test_of_two_who_decide_at_once_one_wins(desk: Desk) -> None:
    desk.completed(terminals=1)
    staff = desk.staff()
    path = "accounts/W0000001/suspend"
    answers = together(*[lambda: desk.post(path, REASON, staff)] * 2)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(desk.news("accounts", "W0000001")) == 1


def test_a_released_account_has_ended_for_good(desk: Desk, sheet: Sheet) -> None:
    def release() -> None:
        change_account(
            desk.service,
            Actor("user-1", "user", "基金 太郎", facilities=(FacilityRef(**FACILITY),)),
            sheet["id"],
            lambda account: account.release("閉院", CLOCK, desk.clock.now()),
            seen=None,
        )

    release()
    ended = found(desk.get(f"accounts/{sheet['id']}", desk.user()))
    assert ended["status"] == "ended"
    assert ended["ended_on"]
    assert desk.post("terminals", activation(sheet)).status_code == 403
    assert desk.news("accounts", sheet["id"])[-1].type == "AccountReleased"
    refused = found(
        desk.post(f"accounts/{sheet['id']}/resume", {**REASON, "version": 2}, desk.staff()), 409
    )
    assert refused["moves"] == []
