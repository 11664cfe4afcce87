"""What goes on without anybody asking, in the real worker over a real bus."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.accounts.settings import Settings
from services.accounts.worker import build_worker
from shared.messaging.worker import Worker
from tests.accounts.desk import Desk

SAMPLES = Path(__file__).parents[2] / "shared" / "contracts" / "samples"
SOON = 20.0


def soon(happened: Callable[[], object]) -> bool:
    """True once it has happened; False when it does not within some seconds."""
    until, pause = time.monotonic() + SOON, threading.Event()
    while time.monotonic() < until:
        if happened():
            return True
        pause.wait(0.02)
    return False


@pytest.fixture
def worker(settings: Settings, desk: Desk) -> Iterator[Worker]:
    worker = build_worker(settings, desk.clock.now)
    worker.start()
    yield worker
    worker.stop()


def test_accounts_a_killed_process_left_undone_are_stored(desk: Desk, worker: Worker) -> None:
    desk.decided(terminals=4)
    assert soon(lambda: desk.db.accounts.count_documents({}) == 4)
    assert worker.alive()


def test_what_the_service_owes_is_published(desk: Desk, worker: Worker) -> None:
    ref = desk.submitted()["ref"]
    assert soon(lambda: desk.news("applications", ref) == [])


def test_events_reach_their_handlers(desk: Desk, worker: Worker) -> None:
    worker.intake.process((SAMPLES / "UserActivated.v1.json").read_text("utf-8"))
    assert soon(lambda: desk.db.profiles.count_documents({}) == 1)


def test_missed_deadlines_are_noticed(settings: Settings, desk: Desk) -> None:
    returned = desk.returned()
    desk.clock.forward(days=15)
    worker = build_worker(settings, desk.clock.now)
    worker.start()
    try:
        row = {"_id": returned["ref"], "state": "withdrawn"}
        assert soon(lambda: desk.db.applications.find_one(row))
    finally:
        worker.stop()
