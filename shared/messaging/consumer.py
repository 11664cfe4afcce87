"""Pulls deliveries of one service. The owner thread keeps the connection alive and acks;
handlers run in a thread of their own, so a slow one never costs the connection.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from amqp.exceptions import AMQPError
from kombu import Connection, Consumer, Queue
from kombu.exceptions import KombuError
from kombu.message import Message

from shared.errors import StoreAway
from shared.messaging import topology
from shared.messaging.bus import Bus
from shared.messaging.intake import Intake

log = logging.getLogger(__name__)
PREFETCH = 16
HEARTBEAT_EVERY = 5.0
SWEEP_EVERY = 1.0
STORE_RETRY = 1.0
RECONNECT = 1.0
WHILE_WORKING = 0.02
WHILE_IDLE = 1.0


@dataclass(frozen=True)
class _Delivery:
    """`turn` counts connections: an ack must not go out on another one than it came by."""

    message: Message
    settle: Callable[[str], None]
    turn: int


class ServiceConsumer:
    """Both loops end after the present delivery once `stopping` is set."""

    def __init__(self, service: str, bus: Bus, intake: Intake, stopping: threading.Event) -> None:
        self._service, self._bus = service, bus
        self._intake, self._stopping = intake, stopping
        self._todo: queue.Queue[_Delivery | None] = queue.Queue()
        self._done: queue.Queue[_Delivery] = queue.Queue()
        self._in_flight = self._turn = 0

    def pull(self) -> None:
        """The owner thread's loop: connect, drain, ack, and again after any failure."""
        while not self._stopping.is_set():
            try:
                with self._bus.connect(self._service) as connection:
                    self._drain(connection)
            except (AMQPError, KombuError, sqlite3.Error, OSError) as error:
                log.warning("bus connection lost", extra={"cause": type(error).__name__})
                self._stopping.wait(RECONNECT)

    def _drain(self, connection: Connection) -> None:
        self._in_flight, self._turn = 0, self._turn + 1
        beat = time.monotonic()
        with self._consumers(connection.channel()):
            while not self._stopping.is_set():
                with contextlib.suppress(TimeoutError):
                    connection.drain_events(timeout=self._patience())
                self._ack_finished()
                if time.monotonic() - beat > HEARTBEAT_EVERY:
                    connection.heartbeat_check()
                    beat = time.monotonic()

    @contextlib.contextmanager
    def _consumers(self, channel: object) -> Iterator[None]:
        listened = {topology.queue(self._service).name: self._intake.process}
        if self._bus.dead_letters:
            listened[topology.dead_letters(self._service).name] = self._intake.bury
        with contextlib.ExitStack() as stack:
            for name, settle in listened.items():
                stack.enter_context(self._consumer(channel, name, settle))
            yield

    def _consumer(self, channel: object, name: str, settle: Callable[[str], None]) -> Consumer:
        def received(message: Message) -> None:
            self._in_flight += 1
            self._todo.put(_Delivery(message, settle, self._turn))

        queues = [Queue(name, no_declare=True)]
        return Consumer(channel, queues, on_message=received, prefetch_count=PREFETCH)

    def _patience(self) -> float:
        return WHILE_WORKING if self._in_flight else WHILE_IDLE

    def _ack_finished(self) -> None:
        """What came by an earlier connection comes again; the inbox knows that it was done."""
        with contextlib.suppress(queue.Empty):
            while True:
                delivery = self._done.get_nowait()
                if delivery.turn == self._turn:
                    delivery.message.ack()
                    self._in_flight -= 1

    def work(self) -> None:
        """The handler thread's loop: deliveries as they come, and what is due once a second."""
        swept = float("-inf")
        while not self._stopping.is_set():
            with contextlib.suppress(queue.Empty):
                if delivery := self._todo.get(timeout=SWEEP_EVERY):
                    self._finish(delivery)
            if time.monotonic() - swept >= SWEEP_EVERY:
                self._sweep()
                swept = time.monotonic()

    def wake(self) -> None:
        """Lets both loops see at once that `stopping` is set; a broker's takes up to a second."""
        self._bus.bell.ring(topology.consumer_bell(self._service))
        self._todo.put(None)

    def _finish(self, delivery: _Delivery) -> None:
        """While the store is away the delivery stays unacked and is tried again."""
        while delivery.turn == self._turn and not self._stopping.is_set():
            try:
                delivery.settle(_text(delivery.message))
            except StoreAway:
                self._stopping.wait(STORE_RETRY)
            else:
                self._done.put(delivery)
                return

    def _sweep(self) -> None:
        try:
            self._intake.sweep()
        except StoreAway:
            log.warning("store away")


def _text(message: Message) -> str:
    body = message.body
    return body.decode("utf-8", "replace") if isinstance(body, bytes | memoryview) else str(body)
