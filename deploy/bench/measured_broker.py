"""The broker to measure: one of our own, or a given one where that harms nobody."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.bench.broker import SERVER, Broker, version
from shared.contracts import SERVICES
from shared.messaging import topology
from shared.messaging.rabbit import kombu_connection


class NotThere(Exception):
    """No broker can be measured; the reason."""


@contextlib.contextmanager
def broker_to_measure(folder: Path, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """URL and version: that of PORTAL_AMQP_URL if its vhost is unused, else a private one."""
    if url := environ.get("PORTAL_AMQP_URL"):
        _refuse_one_in_use(url)
        try:
            yield url, version(url)
        finally:
            _leave_no_trace(url)
        return
    if not SERVER.exists():
        raise NotThere("neither PORTAL_AMQP_URL nor the Debian package rabbitmq-server")
    node = Broker(folder)
    node.start()
    try:
        yield node.url, version(node.url)
    finally:
        node.stop()
        node.end_port_mapper()


def _refuse_one_in_use(url: str) -> None:
    with kombu_connection(url) as connection:
        try:
            connection.default_channel.exchange_declare(topology.EXCHANGE, "topic", passive=True)
        except connection.channel_errors:
            return
    raise NotThere("the vhost of PORTAL_AMQP_URL is in use; name an empty one")


def _leave_no_trace(url: str) -> None:
    with kombu_connection(url) as connection:
        channel = connection.default_channel
        for service in SERVICES:
            channel.queue_delete(service)
            channel.queue_delete(f"{service}.dead")
        for exchange in (topology.EXCHANGE, topology.DEAD_EXCHANGE):
            channel.exchange_delete(exchange)
