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
from collections.abc import Callable

from amqp.exceptions import AMQPError
from kombu import Connection, Consumer
from kombu.message import Message

from shared.errors import StoreAway
from shared.messaging.intake import Intake
from shared.messaging.topology import kombu_queue

log = logging.getLogger(__name__)
PREFETCH = 16
HEARTBEAT_EVERY = 5.0
SWEEP_EVERY = 1.0
STORE_RETRY = 1.0
RECONNECT = 1.0
WHILE_WORKING = 0.02
WHILE_IDLE = 1.0


class ServiceConsumer:
    """`connect` opens a new connection; `stopping` ends both loops after the present delivery."""

    def __init__(
        self,
        service: str,
        connect: Callable[[], Connection],
        intake: Intake,
        stopping: threading.Event,
    ) -> None:
        self._service, self._connect = service, connect
        self._intake, self._stopping = intake, stopping
        self._todo: queue.Queue[Message] = queue.Queue()
        self._done: queue.Queue[Message] = queue.Queue()
        self._in_flight = 0

    def pull(self) -> None:
        """The owner thread's loop: connect, drain, ack, and again after any failure."""
        while not self._stopping.is_set():
            try:
                with self._connect() as connection:
                    self._drain(connection)
            except (AMQPError, sqlite3.Error, OSError) as error:
                log.warning("bus connection lost", extra={"cause": type(error).__name__})
                self._forget_deliveries()
                self._stopping.wait(RECONNECT)

    def _drain(self, connection: Connection) -> None:
        beat = time.monotonic()
        declared = kombu_queue(self._service)
        with Consumer(connection, [declared], on_message=self._received, prefetch_count=PREFETCH):
            while not self._stopping.is_set():
                with contextlib.suppress(TimeoutError):
                    connection.drain_events(timeout=self._patience())
                self._ack_finished()
                if time.monotonic() - beat > HEARTBEAT_EVERY:
                    connection.heartbeat_check()
                    beat = time.monotonic()

    def _patience(self) -> float:
        return WHILE_WORKING if self._in_flight else WHILE_IDLE

    def _received(self, message: Message) -> None:
        self._in_flight += 1
        self._todo.put(message)

    def _ack_finished(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._done.get_nowait().ack()
                self._in_flight -= 1

    def _forget_deliveries(self) -> None:
        """They come again over the next connection; the inbox knows which were done."""
        for waiting in (self._todo, self._done):
            with contextlib.suppress(queue.Empty):
                while True:
                    waiting.get_nowait()
        self._in_flight = 0

    def work(self) -> None:
        """The handler thread's loop: deliveries as they come, and what is due once a second."""
        swept = float("-inf")
        while not self._stopping.is_set():
            with contextlib.suppress(queue.Empty):
                message = self._todo.get(timeout=SWEEP_EVERY)
                self._finish(message)
            if time.monotonic() - swept >= SWEEP_EVERY:
                self._sweep()
                swept = time.monotonic()

    def _finish(self, message: Message) -> None:
        """While the store is away the delivery stays unacked and is tried again."""
        while not self._stopping.is_set():
            try:
                self._intake.process(_text(message))
            except StoreAway:
                self._stopping.wait(STORE_RETRY)
            else:
                self._done.put(message)
                return

    def _sweep(self) -> None:
        try:
            self._intake.sweep()
        except StoreAway:
            log.warning("store away")


def _text(message: Message) -> str:
    body = message.body
    return body.decode("utf-8", "replace") if isinstance(body, bytes | memoryview) else str(body)
