"""Opens the bus a URL names: how to publish on it, how to consume from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kombu import Connection

from shared.contracts import SERVICES
from shared.messaging.bell import Bell
from shared.messaging.relay import FilePublisher, Publisher
from shared.messaging.sqlite_bus import SqliteBus
from shared.messaging.sqlite_transport import Transport
from shared.messaging.topology import consumer_bell, declare_on_file

FILE_SCHEME = "sqlite://"


@dataclass(frozen=True)
class Bus:
    """`publisher()` and `connect()` never share a connection."""

    publisher: Callable[[], Publisher]
    connect: Callable[[str], Connection]
    bell: Bell


def open_bus(url: str) -> Bus:
    """sqlite://<absolute path>; amqp:// has its seat here."""
    if not url.startswith(FILE_SCHEME):
        raise NotImplementedError("PORTAL_AMQP_URL is not supported by this version")
    return _file_bus(url.removeprefix(FILE_SCHEME))


def _file_bus(path: str) -> Bus:
    bell = Bell(path)
    declare_on_file(SqliteBus(path), SERVICES)

    def connect(service: str) -> Connection:
        options = {
            "bus": SqliteBus(path, durable=False),
            "ear": bell.ear(consumer_bell(service)),
        }
        return Connection(transport=Transport, transport_options=options)

    return Bus(lambda: FilePublisher(SqliteBus(path), bell), connect, bell)
