"""What a look costs: at most three questions to the store, and none that reads everybody's."""

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


NOW = datetime(2026, 11, 22, tzinfo=UTC)
# not those of one facility by state: the embedded store explains a scan where it walks an index
READS: dict[str, tuple[Callable[[Desk], object], set[str]]] = {
    "accounts of a user": (accounts_of(facility_ids=MINE), {"of_facility"}),
    "accounts staff look for": (
        accounts_of(facility_ids=None, q=FACILITY["institution_code"]),
        {"of_institution"},
    ),
    "whether an application is open": (
        lambda desk: desk.service.applications.open_of(FACILITY["id"], "start", ""),
        {"one_open_each"},
    ),
    "the oldest nobody has claimed": (
        lambda desk: desk.service.applications.oldest_unclaimed(),
        {"queue"},
    ),
    "whether a file is held": (lambda desk: desk.service.grants.holds("upload"), {"files"}),
    "whether a form came before": (
        lambda desk: desk.service.applications.by_request("key"),
        {"request"},
    ),
    "what a relay owes": (
        lambda desk: OutboxReader(desk.db, ["accounts"]).heads(range(16), 10),
        {"outbox_partition"},
    ),
    "accounts to end today": (
        lambda desk: desk.service.accounts.due_for_release(NOW.date()),
        {"release_on"},
    ),
    "people to remind": (lambda desk: desk.service.start_dates.due(NOW, 10), {"to_remind"}),
    "files nobody saved": (lambda desk: desk.service.uploads.unused_before(NOW, 10), {"unused"}),
}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.completed(terminals=3)
    QUESTIONS.asked.clear()
    return desk


@pytest.mark.parametrize("name", READS)
def test_a_read_asks_little_and_an_index_answers(desk: Desk, name: str) -> None:
    """What workers look for each second as well, however much there is."""
    ask, indexes = READS[name]
    ask(desk)
    assert 1 <= len(QUESTIONS.asked) <= MOST_QUESTIONS
    [find] = [command for kind, command in QUESTIONS.asked if kind == "find"]
    wanted = {key: find[key] for key in PARTS if key in find}
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
