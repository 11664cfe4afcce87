"""Back up and restore, with the commands of the operator's page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.bench.people import Api, become_reviewer
from tests.compose.journey import People
from tests.compose.stack import Stack, until
from tests.support.handbook import adapted, blocks

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]
FILE = "portal-backup.tgz"
QUEUES = "docker compose exec -T rabbitmq rabbitmqctl -q list_queues -p portal"


@pytest.fixture
def doomed(engine: None) -> Iterator[Stack]:
    """A stack of its own."""
    running = Stack("demo")
    try:
        running.start()
        yield running
    finally:
        running.stop()


def test_a_portal_comes_back_whole_on_an_empty_machine(doomed: Stack, tmp_path: Path) -> None:
    """With what was on its way when the backup was made."""
    stack, api, demo = doomed, Api(doomed.url), doomed.demo()
    people = People(stack, api, become_reviewer(api, demo["staff"]), demo["facilities"])
    old, waiting = people.newcomer(), people.newcomer()
    old.complete()
    sheet = old.sheet(old.signed_in())
    stack.compose("stop", "notifier-worker")
    waiting.register()
    until(lambda: "notifier\t1" in stack.shell(QUEUES).splitlines())

    back_up, restore = blocks("Back up and restore")
    kept = {FILE: str(tmp_path / FILE)}
    stack.shell(adapted(back_up, kept))
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    lose_the_keys(stack)
    stack.compose("--profile", "*", "down", "-v")
    stack.shell(adapted(restore, kept))
    assert stack.ready()
    assert old.sheet(old.signed_in()) == sheet
    waiting.reach_the_sheet()
    people.newcomer().complete()


def lose_the_keys(stack: Stack) -> None:
    """Set-up makes no new ones over old data, but says what to do."""
    stack.compose("--profile", "*", "down")
    stack.run("docker", "volume", "rm", f"{stack.environment['COMPOSE_PROJECT_NAME']}_secrets")
    with pytest.raises(AssertionError, match="setup"):
        stack.compose("up", "-d", "--wait")
    assert "put that volume back from your backup" in stack.compose("logs", "setup")
