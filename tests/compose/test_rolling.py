"""Containers are added, replaced and taken away while people work: nobody notices."""

from __future__ import annotations

import itertools
import threading
import uuid

import httpx2
import pytest

from deploy.bench.people import registration_body
from deploy.onebox.front import SERVICES
from tests.compose.journey import People
from tests.compose.stack import Stack, until
from tests.support.handbook import adapted, blocks
from tests.support.store import CHECKOUT

CHANGING = "Scale, replace, upgrade"
PEOPLE_AT_ONCE = 3
READING = 0.2  # seconds between two visits


class Crowd:
    """People who open pages and register until told to go home."""

    def __init__(self, stack: Stack, name: str) -> None:
        self._stack, self._name = stack, name
        self._facility = stack.demo()["facilities"][-2]
        self._numbers = itertools.count()
        self._leave = threading.Event()
        self._threads = [threading.Thread(target=self._visit) for _ in range(PEOPLE_AT_ONCE)]
        self.accepted: list[str] = []
        self.pages = 0
        self.troubles: list[str] = []

    def __enter__(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leave.set()
        for thread in self._threads:
            thread.join()

    def _visit(self) -> None:
        with httpx2.Client(base_url=self._stack.url, timeout=60) as browser:
            while not self._leave.wait(READING):
                try:
                    self._look_around(browser)
                    self._register(browser)
                except httpx2.TransportError as error:
                    self.troubles.append(repr(error))

    def _look_around(self, browser: httpx2.Client) -> None:
        for path in ("/", "/register", "/contact"):
            self._note(browser.get(path))
            self.pages += 1

    def _register(self, browser: httpx2.Client) -> None:
        address = f"{self._name}{next(self._numbers)}@clinic.example"
        body = registration_body(self._facility, address)
        if self._note(browser.post("/api/registration/registrations", json=body)):
            self.accepted.append(address)

    def _note(self, answer: httpx2.Response) -> bool:
        if not answer.is_success:
            self.troubles.append(f"{answer.request.url.path}: {answer.status_code}")
        return answer.is_success


@pytest.fixture
def crowd(stack: Stack) -> Crowd:
    return Crowd(stack, f"crowd-{uuid.uuid4().hex[:6]}-")


@pytest.mark.parametrize("service", ["registration", "portal", "gateway"])
def test_a_rolling_restart_is_not_noticed(stack: Stack, crowd: Crowd, service: str) -> None:
    before = stack.containers(service)
    with crowd:
        stack.run(CHECKOUT / "deploy" / "rolling-restart", service)
        accepted = len(crowd.accepted)
        until(lambda: len(crowd.accepted) > accepted + PEOPLE_AT_ONCE)
    assert not crowd.troubles
    after = stack.containers(service)
    assert len(after) == len(before)
    assert service == "gateway" or not set(before) & set(after)
    until(lambda: set(crowd.accepted) <= stack.addresses_mailed())


@pytest.mark.full
@pytest.mark.timeout(900)
def test_an_upgrade_is_not_noticed(stack: Stack, crowd: Crowd) -> None:
    _, upgrading = blocks(CHANGING)
    replaced = ("portal", *SERVICES, *(f"{name}-worker" for name in SERVICES))
    before = {name: stack.containers(name) for name in replaced}
    with crowd:
        stack.shell(adapted(upgrading, {"git pull && ": ""}))
    assert not crowd.troubles
    assert crowd.accepted
    for name, old in before.items():
        assert not set(old) & set(stack.containers(name)), name
    until(lambda: set(crowd.accepted) <= stack.addresses_mailed())


@pytest.mark.full
def test_what_is_scaled_goes_back_to_one(stack: Stack, people: People) -> None:
    scaling, *_ = blocks(CHANGING)[0].splitlines()
    stack.shell(scaling)
    assert len(stack.containers("documents-worker")) == 3
    assert len(stack.containers("registration")) == 2
    people.newcomer().complete()
    stack.compose("up", "-d", "--wait")
    assert len(stack.containers("documents-worker")) == len(stack.containers("registration")) == 1
    people.newcomer().complete()


def test_workers_and_services_can_be_many(stack: Stack, people: People) -> None:
    many = ("registration-worker", "documents-worker", "notifier-worker", "accounts")
    try:
        _scale(stack, dict.fromkeys(many, 2))
        people.newcomer().complete()
        assert all(len(stack.containers(name)) == 2 for name in many)
    finally:
        _scale(stack, dict.fromkeys(many, 1))
    people.newcomer().complete()


def _scale(stack: Stack, wanted: dict[str, int]) -> None:
    sizes = [word for name, count in wanted.items() for word in ("--scale", f"{name}={count}")]
    stack.compose("up", "-d", "--no-deps", "--no-recreate", "--wait", *sizes, *wanted)
