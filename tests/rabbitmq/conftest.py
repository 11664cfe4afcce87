"""This room's own running portal, whose bus is a RabbitMQ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.bench.broker import Broker, empty_queues
from tests.support.live.fixtures import (  # noqa: F401
    admin,
    admin_session,
    api,
    chromium,
    open_context,
    person,
    pytest_runtest_makereport,
    reviewer_api,
    screenshots,
    scripts,
)
from tests.support.live.running import RunningPortal

HERE = Path(__file__).parent


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory, broker: Broker) -> Iterator[RunningPortal]:
    empty_queues(broker.url)
    running = RunningPortal(tmp_path_factory.mktemp("portal"), PORTAL_AMQP_URL=broker.url)
    try:
        running.start()
        yield running
    finally:
        running.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(300))
