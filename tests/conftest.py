"""Fixtures everybody uses: a real store, a private bus file, keys."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from deploy.bench.broker import SERVER, Broker, version
from shared.mongo import AWARE, connect
from shared.secrets import prepare
from tests.support.store import StoreServer

LONG_ROOMS = ("compose", "journeys", "crash", "onebox", "crawl")
CONTAINERS, SCREENS = "tests/compose/", "tests/browser/test_screens.py"
SIZE = re.compile(r"(-1280|-320)?\]$")
SEEN = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def store_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreServer]:
    server = StoreServer(tmp_path_factory.mktemp("store"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def mongo_url(store_server: StoreServer) -> str:
    """PORTAL_TEST_MONGO_URL runs the same tests on another server."""
    return os.environ.get("PORTAL_TEST_MONGO_URL") or store_server.url


@pytest.fixture
def database(mongo_url: str) -> Iterator[object]:
    """A private, empty database, gone afterwards."""
    client = connect(mongo_url, "tests")
    name = f"t{uuid.uuid4().hex[:12]}"
    yield client.get_database(name, codec_options=AWARE)
    client.drop_database(name)
    client.close()


@pytest.fixture
def bus_path(tmp_path: Path) -> Path:
    return tmp_path / "bus.sqlite"


@pytest.fixture(scope="session")
def broker(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Broker]:
    """A real RabbitMQ of its own."""
    if not SERVER.exists():
        pytest.skip("NOT RUN: RabbitMQ is not installed (Debian package rabbitmq-server)")
    node = Broker(tmp_path_factory.mktemp("broker"))
    node.start()
    pytestconfig.stash[SEEN].append(version(node.url))
    node.impose_limits()
    yield node
    node.stop()
    node.end_port_mapper()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SEEN] = []


def pytest_testnodedown(node: WorkerController) -> None:
    """One of two workers has finished and says which servers it has seen."""
    node.config.stash[SEEN] += getattr(node, "workeroutput", {}).get("seen", [])


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["seen"] = session.config.stash[SEEN]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that two workers end together."""
    rank = {room: position for position, room in enumerate(LONG_ROOMS)}
    items.sort(key=lambda item: rank.get(item.nodeid.split("/")[1], len(rank)))


class Units(LoadScopeScheduling):
    """What one worker does without the other: a file, one screen, or all with the containers.

    Not by xdist's groups: its 3.8 names them in a way that pytest 9.2 no longer sees.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        if file == SCREENS:
            return SIZE.sub("", test.partition("[")[2])
        return CONTAINERS if file.startswith(CONTAINERS) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Units:
    return Units(config, log)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """A missing server is never a silent pass."""
    for seen in sorted(set(config.stash[SEEN])):
        terminalreporter.write_line(f"Broker really seen: {seen}")
    skipped = terminalreporter.stats.get("skipped", [])
    missing = [report for report in skipped if "NOT RUN" in str(report.longrepr)]
    if missing:
        terminalreporter.write_line(f"NOT RUN: {len(missing)} tests, see the reasons above")


@pytest.fixture(scope="session")
def secrets_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys") / "secrets"
    prepare(folder, store_empty=True)
    return folder
