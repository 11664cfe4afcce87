"""What a list costs: at most three questions to the store, and none that reads everybody's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import monitoring

from services.accounts.usecases.ports import WantedAccounts
from shared.messaging.outbox import OutboxReader
from shared.web.paging import Page
from tests.accounts.desk import Desk
from tests.support.tokens import FACILITY

MOST_QUESTIONS = 3
PARTS = ("find", "filter", "sort", "limit", "hint")
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
NOW = datetime(2026, 11, 22, tzinfo=UTC)
WORK: dict[str, tuple[Callable[[Desk], object], str]] = {
    "what a relay owes": (
        lambda desk: OutboxReader(desk.db, ["accounts"]).heads(range(16), 10),
        "outbox_partition",
    ),
    "accounts to end today": (
        lambda desk: desk.service.accounts.due_for_release(NOW.date()),
        "release_on",
    ),
    "people to remind": (lambda desk: desk.service.start_dates.due(NOW, 10), "to_remind"),
    "files nobody saved": (lambda desk: desk.service.uploads.unused_before(NOW, 10), "unused"),
    "whether a form came before": (
        lambda desk: desk.service.applications.by_request("key"),
        "request_once",
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
    assert indexes_of(desk, find) <= indexes


@pytest.mark.parametrize("name", WORK)
def test_work_that_waits_for_no_person_reads_only_what_is_due(desk: Desk, name: str) -> None:
    """Each second, however much there is: only a named index of what exists is used everywhere."""
    look, index = WORK[name]
    look(desk)
    [find] = [command for kind, command in QUESTIONS.asked if kind == "find"]
    assert indexes_of(desk, find) == {index}


def indexes_of(desk: Desk, find: dict[str, Any]) -> set[str]:
    wanted = {key: find[key] for key in PARTS if key in find}
    plan = desk.db.command("explain", wanted, verbosity="queryPlanner")
    used = set(index_names(plan["queryPlanner"]["winningPlan"]))
    assert used, f"no index: {plan['queryPlanner']['winningPlan']}"
    return used


def index_names(plan: Any) -> Iterator[str]:
    parts = plan.values() if isinstance(plan, dict) else plan if isinstance(plan, list) else ()
    if isinstance(plan, dict) and "indexName" in plan:
        yield plan["indexName"]
    for part in parts:
        yield from index_names(part)
