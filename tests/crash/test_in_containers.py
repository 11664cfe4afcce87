"""A few points of the matrix once more, in the containers that operators run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.bench.people import Api, become_reviewer
from tests.compose.journey import People
from tests.compose.stack import Stack, until, what_is_missing
from tests.crash.points import cell
from tests.support.crash.control import Control

FILES = "docker-compose.yml:tests/crash/compose.yaml"
POINTS = (
    "web.registration.users.insert_one.after",
    "registration.relay.publish.after",
    "notifier.pull.receive.after",
    "notifier.work.mails.insert_one.after",
    "notifier.mailer.smtp-body.after",
    "web.accounts.accounts.insert_many.before",
    "accounts.relay.applications.bulk_write.before",
    "documents.work.sheets.insert_one#1.after",
    "documents.work.bundles.update_one.after",
    "accounts.work.applications.update_one.before",
)

pytestmark = [pytest.mark.full, pytest.mark.compose, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def control(tmp_path_factory: pytest.TempPathFactory) -> Control:
    return Control(tmp_path_factory.mktemp("control"))


@pytest.fixture(scope="module")
def people(control: Control) -> Iterator[People]:
    if missing := what_is_missing():
        pytest.skip(f"NOT RUN: the containers ({missing})")
    stack = Stack("demo", COMPOSE_FILE=FILES, **control.environment)
    try:
        stack.start()
        api = Api(stack.url)
        demo = stack.demo()
        yield People(stack, api, become_reviewer(api, demo["staff"]), demo["facilities"])
    finally:
        stack.stop()


@pytest.mark.parametrize("name", POINTS)
def test_the_journey_survives_a_death_in_a_container(
    people: People, control: Control, name: str
) -> None:
    deaths = cell(name).deaths
    control.arm(*deaths)
    people.newcomer().complete()
    until(lambda: control.happened(*deaths))
    control.arm()
