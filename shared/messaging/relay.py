"""Carries what documents owe to the bus, and marks it after the bus's confirm."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from shared.contracts import EVENTS, Event, routing_key
from shared.messaging.bell import Bell
from shared.messaging.outbox import OutboxReader, Pending
from shared.messaging.partitions import RENEW_EVERY, Partitions
from shared.messaging.sqlite_bus import Outgoing, SqliteBus
from shared.messaging.topology import EXCHANGE, consumer_bell

log = logging.getLogger(__name__)
WINDOW = 500
REST = 10.0


class Publisher(Protocol):
    def publish(self, batch: Sequence[Outgoing]) -> set[str]:
        """The ids the bus confirmed. Raises when nothing is known: then all stay pending."""


class FilePublisher:
    """The bus of one machine: one transaction per batch is the confirm."""

    def __init__(self, bus: SqliteBus, bell: Bell) -> None:
        self._bus, self._bell = bus, bell

    def publish(self, batch: Sequence[Outgoing]) -> set[str]:
        confirmed = self._bus.publish(EXCHANGE, batch)
        readers = {name for event in batch for name in _event(event.routing_key).consumers}
        self._bell.ring(*(consumer_bell(name) for name in readers))
        return confirmed


class Relay:
    """One service's relay. At most one unconfirmed event per document is on its way."""

    def __init__(
        self,
        reader: OutboxReader,
        publisher: Publisher,
        partitions: Partitions,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader, self._publisher, self._partitions = reader, publisher, partitions
        self._monotonic = monotonic
        self._renewed = float("-inf")
        self._resting: dict[str, float] = {}

    def run_once(self) -> int:
        """Publish the first owed event of each document; how many were confirmed."""
        self._renew_when_due()
        heads = self._reader.heads(self._partitions.held, WINDOW, self._still_resting())
        if not heads:
            return 0
        confirmed = self._publisher.publish([_outgoing(head) for head in heads])
        self._reader.mark(head for head in heads if head.event_id in confirmed)
        self._rest(head for head in heads if head.event_id not in confirmed)
        return len(confirmed)

    def stop(self) -> None:
        self._partitions.release()

    def _renew_when_due(self) -> None:
        if self._monotonic() - self._renewed >= RENEW_EVERY:
            self._partitions.renew()
            self._renewed = self._monotonic()

    def _still_resting(self) -> list[str]:
        present = self._monotonic()
        self._resting = {key: end for key, end in self._resting.items() if end > present}
        return list(self._resting)

    def _rest(self, refused: Iterable[Pending]) -> None:
        """An event without a reader must not hold back other documents; it is tried again."""
        for head in refused:
            log.error("event not accepted by the bus", extra={"event_id": head.event_id})
            self._resting[head.document_id] = self._monotonic() + REST


def _event(key: str) -> type[Event]:
    name, _, version = key.rpartition(".v")
    return EVENTS[name, int(version)]


def _outgoing(head: Pending) -> Outgoing:
    kind = str(head.entry["type"])
    version = int(str(head.entry["dataschema"]).rpartition(":v")[2])
    body = json.dumps(head.entry, ensure_ascii=False, separators=(",", ":"))
    mandatory = bool(EVENTS[kind, version].consumers)
    return Outgoing(head.event_id, routing_key(kind, version), body, mandatory)
