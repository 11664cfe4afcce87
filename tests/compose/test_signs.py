"""What the operator's page says of each sign: it shows, its cause is that, the first step helps."""

from __future__ import annotations

import os
import signal

import httpx2
import pytest

from tests.compose.journey import People
from tests.compose.stack import Stack, until

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]
IN_RABBITMQ = ("exec", "-T", "rabbitmq")


def test_services_without_their_store_are_unhealthy(stack: Stack) -> None:
    stack.compose("stop", "mongo")
    try:
        until(lambda: health(stack, "registration") == "unhealthy")
        assert httpx2.get(f"{stack.url}/readyz").text == "registration is not ready\n"
        with pytest.raises(AssertionError, match=r"× mongo: .*docker compose logs mongo"):
            stack.compose("run", "--rm", "tools", "doctor")
    finally:
        stack.compose("up", "-d", "--no-deps", "--wait", "mongo")
    until(stack.ready)
    stack.wait_healthy("registration")


def test_a_worker_that_hangs_is_unhealthy_until_it_is_restarted(
    stack: Stack, people: People
) -> None:
    *_, newest = stack.run("docker", "top", *stack.containers("documents-worker")).splitlines()
    os.kill(int(newest.split()[1]), signal.SIGSTOP)
    until(lambda: health(stack, "documents-worker") == "unhealthy")
    stack.compose("restart", "--timeout", "1", "documents-worker")
    stack.wait_healthy("documents-worker")
    people.newcomer().complete()


def test_a_broker_that_is_not_there_is_unhealthy(stack: Stack, people: People) -> None:
    stack.compose(*IN_RABBITMQ, "rabbitmqctl", "stop_app")
    until(lambda: health(stack, "rabbitmq") == "unhealthy")
    journey = people.newcomer()
    journey.register()
    stack.compose("restart", "rabbitmq")
    stack.wait_healthy("rabbitmq")
    journey.reach_the_sheet()


def test_a_broker_without_memory_takes_nothing_and_says_so(stack: Stack, people: People) -> None:
    limit = ("rabbitmqctl", "set_vm_memory_high_watermark", "absolute")
    stack.compose(*IN_RABBITMQ, *limit, "1MB")
    journey = people.newcomer()
    try:
        journey.register()
        until(lambda: "NotConfirmed" in stack.compose("logs", "registration-worker"))
        assert (
            "memory" in stack.compose(*IN_RABBITMQ, "rabbitmq-diagnostics", "-q", "alarms").lower()
        )
    finally:
        stack.compose(*IN_RABBITMQ, *limit, "512MiB")
    journey.reach_the_sheet()


def test_mails_that_cannot_leave_are_deferred(stack: Stack, people: People) -> None:
    stack.compose("stop", "mailpit")
    journey = people.newcomer()
    try:
        journey.register()
        until(lambda: '"state": "deferred"' in stack.compose("logs", "notifier-worker"))
    finally:
        stack.compose("up", "-d", "--no-deps", "--wait", "mailpit")
    journey.reach_the_sheet()


def health(stack: Stack, service: str) -> str:
    (container,) = stack.containers(service)
    return str(stack.inspect(container)["State"]["Health"]["Status"])
