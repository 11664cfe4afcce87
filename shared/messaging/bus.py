"""Opens the bus a URL names: how to publish on it, how to consume from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kombu import Connection

from shared.messaging.bell import Bell
from shared.messaging.rabbit import RabbitPublisher, kombu_connection
from shared.messaging.relay import FilePublisher, Publisher
from shared.messaging.sqlite_bus import SqliteBus
from shared.messaging.sqlite_transport import Transport
from shared.messaging.topology import consumer_bell, declare_on_broker, declare_on_file

FILE_SCHEME = "sqlite://"


@dataclass(frozen=True)
class Bus:
    """`publisher()` and `connect(service)` never share a connection. A bus with
    `dead_letters` has a `<service>.dead` queue behind each service's queue.
    """

    publisher: Callable[[], Publisher]
    connect: Callable[[str], Connection]
    bell: Bell
    dead_letters: bool


def open_bus(url: str) -> Bus:
    """sqlite://<absolute path> on one machine, amqp://… for RabbitMQ."""
    if url.startswith(FILE_SCHEME):
        return _file_bus(url.removeprefix(FILE_SCHEME))
    return _broker(url)


def _broker(url: str) -> Bus:
    def connect(_: str) -> Connection:
        connection = kombu_connection(url)
        declare_on_broker(connection)
        return connection

    return Bus(lambda: RabbitPublisher(url), connect, Bell(url), dead_letters=True)


def _file_bus(path: str) -> Bus:
    bell = Bell(path)
    declare_on_file(SqliteBus(path))

    def connect(service: str) -> Connection:
        options = {
            "bus": SqliteBus(path, durable=False),
            "ear": bell.ear(consumer_bell(service)),
        }
        return Connection(transport=Transport, transport_options=options)

    return Bus(lambda: FilePublisher(SqliteBus(path), bell), connect, bell, dead_letters=False)
