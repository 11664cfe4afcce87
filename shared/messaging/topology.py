"""The only place where exchange, queues and loops of the bus get their names."""

from __future__ import annotations

from kombu import Exchange, Queue

from shared.contracts import consumed_by, routing_key
from shared.messaging.sqlite_bus import SqliteBus

EXCHANGE = "portal.events"


def bindings(service: str) -> list[str]:
    """The routing keys a service listens to."""
    return [routing_key(event.__name__, event.version) for event in consumed_by(service)]


def declare_on_file(bus: SqliteBus, services: tuple[str, ...]) -> None:
    """Publisher and consumer alike declare it, so start order does not matter."""
    for service in services:
        bus.declare(service)
        for key in bindings(service):
            bus.bind(EXCHANGE, key, service)


def kombu_queue(service: str) -> Queue:
    """The queue of one service; everything but its type is left to policies."""
    exchange = Exchange(EXCHANGE, "topic", durable=True)
    return Queue(service, exchange, durable=True, queue_arguments={"x-queue-type": "quorum"})


def relay_bell(service: str) -> str:
    return f"{service}.relay"


def consumer_bell(service: str) -> str:
    return f"{service}.consumer"


def loop_bell(service: str, loop: str) -> str:
    return f"{service}.{loop}"
