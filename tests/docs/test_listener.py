"""The client of docs/integrator.md, as printed there: pika and nothing of ours."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import pika
import pytest
from pymongo.database import Database

from deploy.bench.broker import Broker, empty_queues
from deploy.describe import DOCS
from shared.contracts import (
    ApplicationCompleted,
    Event,
    FacilityRef,
    Institution,
    IssuedAccount,
    Person,
    Sealed,
    Secret,
    UserActivated,
)
from shared.messaging.bell import Bell
from shared.messaging.outbox import OUTBOX_INDEX, Outbox, OutboxReader
from shared.messaging.partitions import Partitions
from shared.messaging.rabbit import RabbitPublisher, kombu_connection
from shared.messaging.relay import Relay
from shared.mongo import Document, StoreClock, ensure_indexes
from shared.seal import Place, SealBroken
from shared.secrets import Keys
from tests.support.tokens import FACILITY

PAGE = (DOCS / "integrator.md").read_text("utf-8")
QUEUE = "clinic-system"
PASSWORD = "a7#Kp2mXv9Qe"
PERSON = ("hanako@clinic.example", "山田", "花子")
Listener = subprocess.Popen[str]


@pytest.fixture(scope="module")
def account(broker: Broker) -> Iterator[str]:
    """The URL of a broker account that may do what the page says."""
    [granted] = re.findall(r"^rabbitmqctl (set_permissions .*)$", PAGE, re.MULTILINE)
    broker.control("add_user", QUEUE, "secret")
    broker.control(*shlex.split(granted.replace("-p portal", "-p limited")))
    yield broker.limited_url.replace("guest:guest", f"{QUEUE}:secret")
    broker.control("delete_user", QUEUE)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    [text] = re.findall(r"<!-- listener.py -->\n```python\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "listener.py"
    file.write_text(text)
    return file


@pytest.fixture
def listener(script: Path, broker: Broker, account: str) -> Iterator[Listener]:
    """Listens, in an interpreter that cannot see this repository."""
    empty_queues(broker.limited_url)
    command = [sys.executable, "-I", script, account]
    with subprocess.Popen(command, cwd=script.parent, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "listening\n"
        yield process
        process.kill()
    with kombu_connection(broker.limited_url) as connection:
        connection.default_channel.queue_delete(QUEUE)


def test_the_documented_client_hears_of_users_and_applications(
    listener: Listener, broker: Broker, database: Database[Document], secrets_dir: Path
) -> None:
    publish(broker, database, secrets_dir, user_activated(), application_completed())
    heard = [json.loads(line) for line in (read(listener), read(listener))]
    assert {event["type"] for event in heard} == {"UserActivated", "ApplicationCompleted"}
    for event in heard:
        schema = json.loads((DOCS / "schemas" / f"{event['type']}.v1.json").read_text("utf-8"))
        jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(event)


def test_the_documented_client_cannot_read_a_sealed_field(
    listener: Listener, broker: Broker, database: Database[Document], secrets_dir: Path
) -> None:
    publish(broker, database, secrets_dir, application_completed())
    line = read(listener)
    assert PASSWORD not in line
    event = json.loads(line)
    [account] = event["data"]["accounts"]
    place = Place(event["type"], 1, event["id"], "/data/accounts/0/sealed", account["account_id"])
    box = Sealed(**account["sealed"])
    with pytest.raises(SealBroken):
        Keys(secrets_dir, "notifier").unsealer().open_at(place, box)
    opened = Keys(secrets_dir, "documents").unsealer().open_at(place, box)
    assert opened["password"] == PASSWORD


def test_the_listener_has_nothing_of_ours(script: Path) -> None:
    command = [sys.executable, "-I", "-c", "import shared"]
    run = subprocess.run(command, cwd=script.parent, capture_output=True, check=False)
    assert b"ModuleNotFoundError" in run.stderr
    imported = re.findall(r"^import (\w+)", script.read_text(), re.MULTILINE)
    assert imported == ["json", "sys", "pika"]


@pytest.mark.parametrize("queue", ["notifier", "documents.dead"])
def test_its_account_reads_no_queue_of_the_services(
    broker: Broker, account: str, queue: str
) -> None:
    empty_queues(broker.limited_url)
    with (
        pika.BlockingConnection(pika.URLParameters(account)) as connection,
        pytest.raises(pika.exceptions.ChannelClosedByBroker, match="ACCESS_REFUSED"),
    ):
        connection.channel().basic_get(queue)


def publish(broker: Broker, db: Database[Document], secrets_dir: Path, *events: Event) -> None:
    """Through an outbox and the relay, as services publish."""
    ensure_indexes(db, {"facts": [OUTBOX_INDEX]})
    for event in events:
        source = "registration" if isinstance(event, UserActivated) else "accounts"
        outbox = Outbox(source, Keys(secrets_dir, source).sealer(), Bell("nobody"))
        entries = outbox.entries([event], 1)
        db.facts.insert_one({"_id": event.subject, **outbox.inserted(event.subject, entries)})
    partitions = Partitions(db, "relay", StoreClock(db).now)
    relay = Relay(OutboxReader(db, ["facts"]), RabbitPublisher(broker.limited_url), partitions)
    assert relay.run_once() == len(events)


def user_activated() -> UserActivated:
    return UserActivated("user-1", *PERSON, facilities=[FacilityRef(**FACILITY)], changed=[])


def application_completed() -> ApplicationCompleted:
    secret = Secret({"password": PASSWORD, "activation_code": "123456789012"})
    return ApplicationCompleted(
        ref="7K2M9Q",
        kind="start",
        facility_id=FACILITY["id"],
        user_id="user-1",
        recipient=Person(*PERSON),
        institution=Institution(FACILITY["institution_code"], FACILITY["name"]),
        accounts=[IssuedAccount("W0000001", 1, secret)],
    )


def read(listener: Listener) -> str:
    assert listener.stdout
    return listener.stdout.readline()
