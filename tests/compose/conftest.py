"""One stack for all tests of this room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.bench.people import Api, Session, become_reviewer
from tests.compose.journey import People
from tests.compose.stack import Stack, what_is_missing
from tests.compose.tls import TlsProxy
from tests.conftest import SEEN
from tests.support.live.fixtures import chromium  # noqa: F401

HERE = Path(__file__).parent
NEEDS_CONTAINERS = "engine"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents and NEEDS_CONTAINERS in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.compose)
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="package")
def engine() -> None:
    if missing := what_is_missing():
        pytest.skip(f"NOT RUN: the containers ({missing})")


@pytest.fixture(scope="package")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> TlsProxy:
    """Runs while the stack does."""
    return TlsProxy(tmp_path_factory.mktemp("proxy"))


@pytest.fixture(scope="package")
def stack(engine: None, proxy: TlsProxy, pytestconfig: pytest.Config) -> Iterator[Stack]:
    running = Stack("demo", PORTAL_PUBLIC_URL=proxy.url, PORTAL_TRUSTED_PROXIES="1")
    try:
        running.start()
        proxy.start(running)
        broker = running.compose("exec", "-T", "rabbitmq", "rabbitmqctl", "version").strip()
        pytestconfig.stash[SEEN].append(f"RabbitMQ {broker} (in a container)")
        yield running
    finally:
        proxy.stop(running)
        running.stop()


@pytest.fixture(scope="package")
def api(stack: Stack) -> Api:
    return Api(stack.url)


@pytest.fixture(scope="package")
def reviewer(stack: Stack, api: Api) -> Session:
    return become_reviewer(api, stack.demo()["staff"])


@pytest.fixture(scope="package")
def people(stack: Stack, api: Api, reviewer: Session) -> People:
    return People(stack, api, reviewer, stack.demo()["facilities"])
