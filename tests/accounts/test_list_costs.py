"""What a list costs: at most three questions to the store, and none that reads everybody's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymongo import monitoring

from services.accounts.usecases.ports import WantedAccounts
from shared.web.paging import Page
from tests.accounts.desk import Desk
from tests.support.tokens import FACILITY

MOST_QUESTIONS = 3
MINE = [FACILITY["id"]]


class Questions(monitoring.CommandListener):
    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.asked.append((event.command_name, dict(event.command)))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to note."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to note."""


QUESTIONS = Questions()
monitoring.register(QUESTIONS)


def page(sort: str, q: str = "") -> Page:
    return Page(1, 20, sort, q)


def accounts_of(**wanted: Any) -> Callable[[Desk], object]:
    return lambda desk: desk.service.accounts.page(page("status"), WantedAccounts(**wanted))


LISTS: dict[str, tuple[Callable[[Desk], object], set[str]]] = {
    "accounts of a user": (accounts_of(facility_ids=MINE), {"of_facility"}),
    "accounts staff look for": (
        accounts_of(facility_ids=None, q=FACILITY["institution_code"]),
        {"of_institution"},
    ),
}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.completed(terminals=3)
    QUESTIONS.asked.clear()
    return desk


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_little_and_an_index_answers(desk: Desk, name: str) -> None:
    ask, indexes = LISTS[name]
    ask(desk)
    assert 1 <= len(QUESTIONS.asked) <= MOST_QUESTIONS
    [find] = [command for kind, command in QUESTIONS.asked if kind == "find"]
    wanted = {key: find[key] for key in ("find", "filter", "sort", "limit") if key in find}
    plan = desk.db.command("explain", wanted, verbosity="queryPlanner")
    used = set(index_names(plan["queryPlanner"]["winningPlan"]))
    assert used, f"no index: {plan['queryPlanner']['winningPlan']}"
    assert used <= indexes


def index_names(plan: Any) -> Iterator[str]:
    parts = plan.values() if isinstance(plan, dict) else plan if isinstance(plan, list) else ()
    if isinstance(plan, dict) and "indexName" in plan:
        yield plan["indexName"]
    for part in parts:
        yield from index_names(part)
