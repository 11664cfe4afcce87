"""A kombu transport over SqliteBus, so that one consumer serves both ways of running."""

from __future__ import annotations

import sqlite3
from queue import Empty

from kombu.transport import virtual

from shared.messaging.bell import Ear
from shared.messaging.sqlite_bus import Delivery, SqliteBus

POLL = 1.0


class _QoS(virtual.QoS):
    """Acks delete, requeues free the lease; what stays open at a crash is freed by time."""

    def ack(self, delivery_tag: str) -> None:
        self.channel.bus.ack(int(delivery_tag))
        super().ack(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        bus: SqliteBus = self.channel.bus
        settle = bus.give_back if requeue else bus.ack
        settle(int(delivery_tag))
        virtual.QoS.ack(self, delivery_tag)

    def restore_unacked_once(self, stderr: object = None) -> None:
        self._on_collect.cancel()
        if self.channel.connection:
            self.channel.bus.give_back_all()


class Channel(virtual.Channel):
    QoS = _QoS
    body_encoding = None

    @property
    def bus(self) -> SqliteBus:
        bus: SqliteBus = self.connection.client.transport_options["bus"]
        return bus

    def _new_queue(self, queue: str, **_: object) -> None:
        self.bus.declare(queue)

    def _has_queue(self, queue: str, **_: object) -> bool:
        return self.bus.declared(queue)

    def queue_bind(
        self, queue: str, exchange: str | None = None, routing_key: str = "", **_: object
    ) -> None:
        self.bus.bind(exchange or "", routing_key, queue)

    def _put(self, queue: str, message: dict[str, object], **_: object) -> None:
        body = message["body"]
        self.bus.put(queue, "", body.decode() if isinstance(body, bytes) else str(body))

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, object]:
        delivery = self.bus.take(queue)
        if delivery is None:
            raise Empty
        return _message(delivery)

    def _size(self, queue: str) -> int:
        return self.bus.size(queue)

    def _purge(self, queue: str) -> int:
        return self.bus.purge(queue)


class Transport(virtual.Transport):
    """transport_options: `bus` and, to be woken rather than to poll, `ear`."""

    Channel = Channel
    driver_type = driver_name = "sqlite"
    can_parse_url = False
    default_port = 0
    connection_errors = (sqlite3.OperationalError,)
    implements = virtual.Transport.implements.extend(heartbeats=True)

    def drain_events(self, connection: object, timeout: float = POLL) -> None:
        """Raises TimeoutError when nothing came in that time, or a bell rang for nothing."""
        ear: Ear = self.client.transport_options["ear"]
        try:
            self.cycle.get(self._deliver)
        except Empty:
            ear.wait(min(timeout, POLL))
            self._deliver_what_came()

    def _deliver_what_came(self) -> None:
        try:
            self.cycle.get(self._deliver)
        except Empty:
            raise TimeoutError from None

    def heartbeat_check(self, connection: object, rate: int = 2) -> None:
        """A heartbeat of this bus is the renewal of its leases."""
        self.client.transport_options["bus"].renew()


def _message(delivery: Delivery) -> dict[str, object]:
    return {
        "body": delivery.body,
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": {},
        "properties": {
            "delivery_tag": str(delivery.row),
            "delivery_mode": 2,
            "delivery_info": {
                "exchange": "",
                "routing_key": delivery.routing_key,
                "redelivered": delivery.redelivered,
            },
        },
    }
