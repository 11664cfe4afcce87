"""Any one container dies, by itself or by an operator's hand: the journey still ends well."""

from __future__ import annotations

import os
import signal

import pytest

from tests.compose.journey import People
from tests.compose.stack import Stack, until

OFTEN = ("registration", "documents-worker", "rabbitmq", "mongo")
ALSO = (
    *("gateway", "portal", "accounts", "documents", "notifier"),
    *("registration-worker", "accounts-worker", "notifier-worker", "mailpit"),
)


@pytest.mark.parametrize(
    "service", [*OFTEN, *(pytest.param(name, marks=pytest.mark.full) for name in ALSO)]
)
def test_the_journey_survives(stack: Stack, people: People, service: str) -> None:
    (container,) = stack.containers(service)
    journey = people.newcomer()
    _kill_process(stack, container)
    journey.register()
    stack.run("docker", "kill", container)
    stack.run("docker", "start", container)
    journey.reach_the_sheet()
    until(stack.ready)


def _kill_process(stack: Stack, container: str) -> None:
    """As a crash would; the restart policy must bring it back."""
    before = stack.inspect(container)["State"]
    os.kill(before["Pid"], signal.SIGKILL)

    def came_back() -> bool:
        now = stack.inspect(container)["State"]
        return bool(now["Running"] and now["StartedAt"] != before["StartedAt"])

    until(came_back)
