"""Publishing to a real RabbitMQ: what counts as confirmed, and what any doubt costs."""

from __future__ import annotations

import time

import pytest
from pymongo.database import Database

from deploy.bench.broker import Broker, empty_queues
from shared.messaging import rabbit
from shared.messaging.bus import open_bus
from shared.messaging.rabbit import NotConfirmed, RabbitPublisher, kombu_connection
from shared.messaging.sqlite_bus import Outgoing
from shared.messaging.topology import declare_on_broker, queue
from shared.messaging.worker import Worker
from shared.mongo import Document


def event(number: int, key: str = "PasswordChanged.v1") -> Outgoing:
    return Outgoing(f"e{number}", key, "{}", mandatory=True)


@pytest.fixture
def publisher(broker_url: str) -> RabbitPublisher:
    return RabbitPublisher(broker_url)


def waiting(url: str, service: str = "notifier") -> int:
    with kombu_connection(url) as connection:
        declare_on_broker(connection)
        bound = queue(service).bind(connection.default_channel)
        return int(bound.queue_declare(passive=True).message_count)


def test_a_batch_is_confirmed_and_kept(broker_url: str, publisher: RabbitPublisher) -> None:
    batch = [event(number) for number in range(300)]
    assert publisher.publish(batch) == {outgoing.id for outgoing in batch}
    assert publisher.publish([event(300)]) == {"e300"}
    assert waiting(broker_url) == 301


def test_what_nobody_reads_is_not_confirmed(publisher: RabbitPublisher) -> None:
    batch = [event(1), event(2, "NobodyReadsThis.v1"), event(3)]
    assert publisher.publish(batch) == {"e1", "e3"}


def test_after_a_restart_of_the_broker_the_next_batch_gets_through(
    broker: Broker, broker_url: str, publisher: RabbitPublisher
) -> None:
    publisher.publish([event(1)])
    broker.stop()
    with pytest.raises(NotConfirmed):
        publisher.publish([event(2)])
    broker.start()
    assert publisher.publish([event(2)]) == {"e2"}
    assert waiting(broker_url) == 2


def test_a_silent_broker_confirms_nothing(
    broker: Broker, publisher: RabbitPublisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit, "CONFIRM_WITHIN", 1.0)
    publisher.publish([event(1)])
    broker.freeze()
    try:
        with pytest.raises(NotConfirmed, match="silent"):
            publisher.publish([event(2)])
    finally:
        broker.thaw()
    assert publisher.publish([event(3)]) == {"e3"}


def test_what_no_consumer_survives_ends_with_staff(
    broker: Broker, database: Database[Document]
) -> None:
    """The policies' delivery limit is the net under a consumer that dies each time."""
    empty_queues(broker.limited_url)
    RabbitPublisher(broker.limited_url).publish([event(1)])
    with kombu_connection(broker.limited_url) as connection:
        deadly = queue("notifier").bind(connection.default_channel)
        while message := deadly.get():
            message.requeue()
    worker = Worker("notifier", open_bus(broker.limited_url), database, [], {})
    worker.start()
    until = time.monotonic() + 15
    while not database.inbox.find_one({"state": "dead"}):
        assert time.monotonic() < until
    worker.stop()
