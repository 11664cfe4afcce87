"""How the review desk narrows its list, and takes it away as a file."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared import clock as real_clock
from tests.accounts.desk import Clock, Desk, found


def today(days: int = 0) -> str:
    return str(real_clock.jst_date(real_clock.now()) + timedelta(days=days))


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("claimed_by=staff-審査一郎", ["claimed"]),
        ("claimed_by=none", ["waiting"]),
        ("claimed_by=nobody-we-know", []),
        (f"from={today()}&to={today()}", ["waiting", "claimed"]),
        (f"from={today(1)}", []),
        (f"to={today(-1)}", []),
        ("from=0001-01-01&to=9999-12-31&due=later", ["waiting", "claimed"]),
        ("due=soon", []),
        ("state[$ne]=x&claimed_by=%00", ["waiting", "claimed"]),
    ],
)
def test_the_list_is_narrowed(query: str, refs: list[str], desk: Desk, clock: Clock) -> None:
    made = {"claimed": desk.claimed(desk.user_of(1))["ref"]}
    clock.forward(seconds=1)
    made["waiting"] = desk.submitted(desk.user_of(2))["ref"]
    items = found(desk.get(f"applications?{query}", desk.staff()))["items"]
    wanted = [] if query.endswith("%00") else [made[name] for name in refs]
    assert [item["ref"] for item in items] == wanted


def test_those_to_be_corrected_soon_are_found(desk: Desk) -> None:
    for number, days in ((1, 3), (2, 20)):
        one = desk.claimed(desk.user_of(number))
        body = {"version": one["version"], "comment": "台数", "deadline": today(days)}
        found(desk.post(f"applications/{one['ref']}/return", body, desk.staff()))
    [soon] = found(desk.get("applications?due=soon", desk.staff()))["items"]
    assert soon["deadline"] == today(3)


def test_applicants_cannot_ask_who_claimed(desk: Desk) -> None:
    user = desk.user_of(1)
    desk.claimed(user)
    assert found(desk.get("applications?claimed_by=nobody", user))["total"] == 1


def test_reviewers_take_the_list_away(desk: Desk) -> None:
    one = desk.claimed(desk.user_of(1))
    desk.submitted(desk.user_of(2))
    told = found(desk.get("applications/export?state=in_review", desk.staff()))
    [row] = told["items"]
    assert (told["total"], row["ref"], row["claim"]["name"]) == (1, one["ref"], "審査一郎")
    assert "applicant" not in row


@pytest.mark.parametrize("role", ["viewer", "user"])
def test_nobody_else_does(desk: Desk, role: str) -> None:
    who = desk.user_of(1) if role == "user" else desk.staff("viewer")
    answer = desk.get("applications/export", who)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")
