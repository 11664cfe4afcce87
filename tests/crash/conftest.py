"""The stage, once per bus, and the table of results."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.bench.broker import Broker
from tests.crash.table import Table
from tests.crash.theatre import Theatre

TABLE = pytest.StashKey[Table]()


@pytest.fixture(scope="package")
def theatre(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Theatre]:
    """By the name of the bus: "file" or "rabbitmq"."""
    broker: Broker | None = None
    if request.param == "rabbitmq":
        broker = request.getfixturevalue("broker")
    with Theatre(tmp_path_factory.mktemp(request.param), broker) as house:
        yield house


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TABLE] = Table()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.when == "call" or report.outcome != "passed":
        item.config.stash[TABLE].add(item, report)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    session.config.stash[TABLE].write()
