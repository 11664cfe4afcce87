"""運用開始日: open once there are accounts, changeable until the day has passed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from services.accounts.usecases.completion import create_marked_accounts
from shared import clock as real_clock
from shared.contracts import StartDateRegistered
from tests.accounts.desk import OTHER_FACILITY, Desk, found, messages, together
from tests.support.tokens import FACILITY

PATH = f"start-dates/{FACILITY['id']}"


def ahead(desk: Desk, days: int) -> str:
    return str(real_clock.jst_date(desk.clock.now()) + timedelta(days=days))


def start_date(desk: Desk) -> dict[str, Any]:
    return found(desk.get(PATH, desk.user()))


def register(desk: Desk, day: object, version: object = 1, status: int = 200) -> Any:
    return found(desk.put(PATH, {"day": day, "version": version}, desk.user()), status)


@pytest.fixture
def opened(desk: Desk) -> dict[str, Any]:
    """The facility's application, completed."""
    return desk.completed()


def test_it_is_closed_before_there_are_accounts(desk: Desk) -> None:
    desk.claimed()
    shown = start_date(desk)
    assert (shown["open"], shown["changeable"], shown["day"]) == (False, False, None)
    refused = register(desk, ahead(desk, 1), status=409)
    assert refused["code"] == "start_date_not_open"
    assert refused["detail"] == "利用開始申請の手続き完了後に登録できます。"


def test_it_is_registered_and_told(desk: Desk, opened: dict[str, Any]) -> None:
    assert start_date(desk)["open"]
    done = register(desk, ahead(desk, 9))
    assert done == start_date(desk)
    assert (done["day"], done["version"], done["changeable"]) == (ahead(desk, 9), 2, True)
    [told] = [envelope.data for envelope in desk.news("start_dates", FACILITY["id"])]
    assert told == StartDateRegistered(opened["ref"], "start", FACILITY["id"], ahead(desk, 9))


def test_the_same_day_again_changes_nothing(desk: Desk, opened: dict[str, Any]) -> None:
    first = register(desk, ahead(desk, 9))
    assert register(desk, ahead(desk, 9)) == first
    assert len(desk.news("start_dates", FACILITY["id"])) == 1


def test_it_may_change_until_the_day_has_passed(desk: Desk, opened: dict[str, Any]) -> None:
    register(desk, ahead(desk, 2))
    assert register(desk, ahead(desk, 3), 2)["version"] == 3
    desk.clock.forward(days=3)
    register(desk, ahead(desk, 1), 3)
    desk.clock.forward(days=2)
    assert start_date(desk)["changeable"] is False
    refused = register(desk, ahead(desk, 5), 4, status=409)
    assert refused["code"] == "start_date_passed"
    assert refused["detail"] == "運用開始日を過ぎたため変更できません。"


def test_a_stale_page_is_refused(desk: Desk, opened: dict[str, Any]) -> None:
    register(desk, ahead(desk, 2))
    assert register(desk, ahead(desk, 3), 1, status=409)["code"] == "version_conflict"


@pytest.mark.parametrize("days", [0, 180])
def test_bounds_are_within(desk: Desk, opened: dict[str, Any], days: int) -> None:
    assert register(desk, ahead(desk, days))["day"] == ahead(desk, days)


def test_a_day_long_past_is_fine_as_far_as_the_setting(desk: Desk, opened: dict[str, Any]) -> None:
    shown = start_date(desk)
    assert (shown["first"], shown["last"]) == ("2024-04-01", ahead(desk, 180))
    assert register(desk, "2024-04-01")["day"] == "2024-04-01"


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("", "運用開始日を入力してください"),
        (None, "運用開始日を入力してください"),
        ("2026-02-30", "運用開始日は存在する日付を入力してください"),
        ("２０２６-12-01", "運用開始日は存在する日付を入力してください"),
        (20261201, "運用開始日は存在する日付を入力してください"),
        (["2026-12-01"], "運用開始日は存在する日付を入力してください"),
        ("2024-03-31", "range"),
        ("9999-12-31", "range"),
    ],
)
def test_other_days_are_refused(
    desk: Desk, opened: dict[str, Any], day: object, message: str
) -> None:
    last = real_clock.ja_date(date.fromisoformat(ahead(desk, 180)))
    expected = {"range": f"運用開始日は2024年4月1日から{last}までの日付を入力してください"}
    for path in (f"{PATH}/check", PATH):
        send = desk.post if path.endswith("check") else desk.put
        answer = send(path, {"day": day, "version": 1}, desk.user())
        assert messages(answer) == {"day": expected.get(message, message)}
    assert start_date(desk)["day"] is None


def test_checking_changes_nothing(desk: Desk, opened: dict[str, Any]) -> None:
    body = {"day": ahead(desk, 4), "version": 1}
    assert found(desk.post(f"{PATH}/check", body, desk.user())) == body
    assert start_date(desk)["day"] is None


def test_strangers_find_nothing_and_staff_only_look(desk: Desk, opened: dict[str, Any]) -> None:
    stranger = desk.user(sub="user-2", facilities=[OTHER_FACILITY])
    body = {"day": ahead(desk, 4), "version": 1}
    found(desk.get(PATH, stranger), 404)
    found(desk.put(PATH, body, stranger), 404)
    found(desk.post(f"{PATH}/check", body, stranger), 404)
    assert found(desk.get(PATH, desk.staff("viewer")))["open"]
    found(desk.put(PATH, body, desk.staff("admin")), 403)
    found(desk.get(PATH, {}), 401)


def test_of_two_at_once_one_wins(desk: Desk, opened: dict[str, Any]) -> None:
    who = desk.user()
    answers = together(
        *(
            lambda n=n: desk.put(PATH, {"day": ahead(desk, n), "version": 1}, who)
            for n in (1, 2, 3, 4)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert len(desk.news("start_dates", FACILITY["id"])) == 1


def test_a_killed_approval_opens_it_later(desk: Desk) -> None:
    desk.decided()
    assert start_date(desk)["open"] is False
    for _ in range(2):
        create_marked_accounts(desk.service)
    assert start_date(desk)["open"]
