"""The only place where exchanges, queues and bells get their names and arguments."""

from __future__ import annotations

from kombu import Connection, Exchange, Queue, binding

from shared.contracts import SERVICES, consumed_by, routing_key
from shared.messaging.sqlite_bus import SqliteBus

EXCHANGE = "portal.events"
DEAD_EXCHANGE = "portal.dead"
QUORUM = {"x-queue-type": "quorum"}


def routing_keys(service: str) -> list[str]:
    """What a service listens to."""
    return [routing_key(event.__name__, event.version) for event in consumed_by(service)]


def declare_on_file(bus: SqliteBus) -> None:
    """Publisher and consumer alike declare everything, so start order does not matter."""
    for service in SERVICES:
        bus.declare(service)
        for key in routing_keys(service):
            bus.bind(EXCHANGE, key, service)


def declare_on_broker(connection: Connection) -> None:
    """As declare_on_file. Limits and lengths are policies, so operators can change them."""
    with connection.channel() as channel:
        for service in SERVICES:
            dead_letters(service).bind(channel).declare()
            queue(service).bind(channel).declare()


def queue(service: str) -> Queue:
    """One quorum queue per service; what no consumer survives goes to its dead letters."""
    exchange = Exchange(EXCHANGE, "topic", durable=True)
    arguments = {"x-dead-letter-exchange": DEAD_EXCHANGE, "x-dead-letter-routing-key": service}
    bindings = [binding(exchange, routing_key=key) for key in routing_keys(service)]
    return Queue(service, bindings=bindings, durable=True, queue_arguments={**QUORUM, **arguments})


def dead_letters(service: str) -> Queue:
    exchange = Exchange(DEAD_EXCHANGE, "direct", durable=True)
    name = f"{service}.dead"
    return Queue(name, exchange, service, durable=True, queue_arguments=dict(QUORUM))


def relay_bell(service: str) -> str:
    return f"{service}.relay"


def consumer_bell(service: str) -> str:
    return f"{service}.consumer"


def loop_bell(service: str, loop: str) -> str:
    return f"{service}.{loop}"
