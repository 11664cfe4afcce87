"""The background half of a service: relay, consumer and whatever else must run on a bell."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pymongo.database import Database

from shared.contracts import Event
from shared.errors import StoreAway
from shared.messaging.bell import Ear
from shared.messaging.bus import Bus
from shared.messaging.consumer import ServiceConsumer
from shared.messaging.inbox import Inbox
from shared.messaging.intake import Handler, Intake
from shared.messaging.outbox import OutboxReader
from shared.messaging.partitions import Partitions
from shared.messaging.relay import Relay
from shared.messaging.topology import loop_bell, relay_bell
from shared.mongo import Document, StoreClock

log = logging.getLogger(__name__)
POLL = 1.0
RENEW_EVERY = 5.0
AFTER_FAILURE = 1.0


@dataclass(frozen=True)
class Loop:
    """Work beside the events: `run` is called at each ring of `<service>.<name>` and every
    `every` seconds; it may raise, and is then called again. True asks for another call at once.
    """

    name: str
    run: Callable[[], object]
    every: float = POLL


class Worker:
    """One service's threads. `alive` turns False when one of them has ended by itself."""

    def __init__(
        self,
        service: str,
        bus: Bus,
        database: Database[Document],
        outboxes: Sequence[str],
        handlers: Mapping[type[Event], Handler],
        loops: Sequence[Loop] = (),
    ) -> None:
        owner = f"{service}-{uuid.uuid4().hex[:12]}"
        now = StoreClock(database).now
        self._service, self._bus, self._loops = service, bus, tuple(loops)
        self._stopping = threading.Event()
        self.inbox = Inbox(database, service, owner, now)
        self.intake = Intake(self.inbox, handlers)
        reader = OutboxReader(database, outboxes)
        self.relay = Relay(reader, bus.publisher(), Partitions(database, owner, now))
        self._publishes = bool(outboxes)
        self._consumer = ServiceConsumer(service, bus, self.intake, self._stopping)
        self._ears: list[Ear] = []
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        self._run("pull", self._consumer.pull)
        self._run("work", self._consumer.work)
        self._every("renew", None, RENEW_EVERY, self.inbox.renew)
        if self._publishes:
            self._every("relay", relay_bell(self._service), POLL, self.relay.run_once)
        for loop in self._loops:
            self._every(loop.name, loop_bell(self._service, loop.name), loop.every, loop.run)

    def stop(self, patience: float = 15.0) -> None:
        """Finishes the delivery in work, frees leases, ends all threads."""
        self._stopping.set()
        self._consumer.wake()
        for ear in self._ears:
            ear.close()
        for thread in self._threads:
            thread.join(patience)
        self._quietly(self.relay.stop)

    def alive(self) -> bool:
        return all(thread.is_alive() for thread in self._threads)

    def _run(self, name: str, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name=f"{self._service}.{name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _every(
        self, name: str, bell: str | None, seconds: float, step: Callable[[], object]
    ) -> None:
        ear = self._bus.bell.ear(bell) if bell else None
        if ear:
            self._ears.append(ear)

        def loop() -> None:
            while not self._stopping.is_set():
                if not self._quietly(step):
                    _pause(ear, self._stopping, seconds)

        self._run(name, loop)

    def _quietly(self, step: Callable[[], object]) -> object:
        """What the step returned; a failure is logged and followed by a pause."""
        try:
            return step()
        except StoreAway:
            log.warning("store away", extra={"service": self._service})
        except Exception:
            log.exception("background step failed", extra={"service": self._service})
        self._stopping.wait(AFTER_FAILURE)
        return None


def _pause(ear: Ear | None, stopping: threading.Event, seconds: float) -> None:
    if ear:
        ear.wait(seconds)
    else:
        stopping.wait(seconds)
