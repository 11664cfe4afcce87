"""Publishing to RabbitMQ: pipelined confirms, matched by delivery tag, everything mandatory that
must be read. Any doubt drops the connection, and what was not confirmed stays owed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pika
from kombu import Connection
from pika.channel import Channel
from pika.frame import Method
from pika.spec import Basic

from shared.messaging.sqlite_bus import Outgoing
from shared.messaging.topology import EXCHANGE, declare_on_broker

CONNECT_WITHIN = 5.0
CONFIRM_WITHIN = 15.0
HEARTBEAT = 10
PROPERTIES = {
    "content_type": "application/cloudevents+json",
    "content_encoding": "utf-8",
    "delivery_mode": 2,
}


class NotConfirmed(Exception):
    """The broker is away, blocked or silent; nothing is known about the batch."""


class RabbitPublisher:
    """One connection, used by one thread. It has no heartbeat: silence shows at the next batch."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: pika.SelectConnection | None = None
        self._channel: Channel | None = None
        self._published = 0
        self._open: dict[int, str] = {}
        self._confirmed: set[str] = set()
        self._refused: set[str] = set()
        self._failure: object = None

    def publish(self, batch: Sequence[Outgoing]) -> set[str]:
        """The ids the broker took and could route. Raises NotConfirmed."""
        try:
            if self._channel is None:
                self._connect()
            self._send(batch)
            self._wait(lambda: not self._open, CONFIRM_WITHIN)
        except BaseException as error:
            self.drop()
            if isinstance(error, Exception):
                raise NotConfirmed(f"{type(error).__name__}: {error}") from error
            raise
        return self._confirmed - self._refused

    def drop(self) -> None:
        """Without farewell: a channel in doubt must not be used again."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            connection.ioloop.stop()
            _close_socket(connection)

    def _connect(self) -> None:
        with kombu_connection(self._url) as declaring:
            declare_on_broker(declaring)
        self._published, self._open, self._failure = 0, {}, None
        self._connection = pika.SelectConnection(
            _parameters(self._url),
            on_open_callback=lambda connection: connection.channel(on_open_callback=self._opened),
            on_open_error_callback=lambda _, error: self._failed(error),
            on_close_callback=lambda _, error: self._failed(error),
        )
        self._wait(lambda: self._channel is not None, CONNECT_WITHIN)

    def _opened(self, channel: Channel) -> None:
        channel.add_on_close_callback(lambda _, error: self._failed(error))
        channel.add_on_return_callback(self._returned)
        channel.confirm_delivery(self._answered, callback=lambda _: self._ready(channel))

    def _ready(self, channel: Channel) -> None:
        self._channel = channel
        self._wake()

    def _send(self, batch: Sequence[Outgoing]) -> None:
        assert self._channel
        self._confirmed, self._refused = set(), set()
        for event in batch:
            properties = pika.BasicProperties(message_id=event.id, **PROPERTIES)
            body = event.body.encode()
            self._channel.basic_publish(
                EXCHANGE, event.routing_key, body, properties, mandatory=event.mandatory
            )
            self._published += 1
            self._open[self._published] = event.id

    def _answered(self, frame: Method) -> None:
        answer = frame.method
        tags = [tag for tag in self._open if tag <= answer.delivery_tag]
        ids = {self._open.pop(tag) for tag in (tags if answer.multiple else [answer.delivery_tag])}
        (self._confirmed if isinstance(answer, Basic.Ack) else self._refused).update(ids)
        if not self._open:
            self._wake()

    def _returned(
        self, _: Channel, __: object, properties: pika.BasicProperties, ___: bytes
    ) -> None:
        """Nobody is bound to read it. Comes before the ack that the broker sends all the same."""
        self._refused.add(str(properties.message_id))

    def _failed(self, error: object) -> None:
        self._failure = error
        self._wake()

    def _wake(self) -> None:
        if self._connection is not None:
            self._connection.ioloop.stop()

    def _wait(self, fact: Callable[[], bool], seconds: float) -> None:
        assert self._connection
        loop = self._connection.ioloop
        timer = loop.call_later(seconds, lambda: self._failed(f"silent for {seconds:.0f} s"))
        while not fact() and self._failure is None:
            loop.start()
        loop.remove_timeout(timer)
        if self._failure is not None:
            raise NotConfirmed(str(self._failure))


def kombu_connection(url: str) -> Connection:
    """For declaring and consuming; the caller keeps its heartbeat."""
    return Connection(url, heartbeat=HEARTBEAT, connect_timeout=CONNECT_WITHIN)


def _parameters(url: str) -> pika.URLParameters:
    parameters = pika.URLParameters(url)
    parameters.heartbeat = 0
    parameters.socket_timeout = parameters.stack_timeout = CONNECT_WITHIN
    parameters.tcp_options = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
    return parameters


def _close_socket(connection: pika.SelectConnection) -> None:
    transport = getattr(connection, "_transport", None)
    if transport is not None:
        transport.abort()
