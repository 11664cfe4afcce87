"""State and news in one write: an aggregate's document carries the events it still owes.

`outbox_partition` exists exactly while something is owed; a partial index finds such documents,
and relays share them by leased partitions. The query names the index: the embedded store uses none
over what exists by itself, and would read the whole collection each second.
"""

from __future__ import annotations

import dataclasses
import uuid
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pymongo import ASCENDING, IndexModel, UpdateOne
from pymongo.database import Database

from shared import clock, log
from shared.contracts import Envelope, Event, Secret, derived_id
from shared.messaging.bell import Bell
from shared.messaging.topology import relay_bell
from shared.mongo import Document, store_errors
from shared.seal import Place, Sealer

PARTITIONS = 16
HEAD = {"outbox_partition": 1, "outbox": {"$slice": 1}}
OWING = "outbox_partition"
OUTBOX_INDEX = IndexModel(
    [("outbox_partition", ASCENDING)],
    name=OWING,
    partialFilterExpression={"outbox_partition": {"$exists": True}},
)


def partition_of(document_id: str) -> int:
    return zlib.crc32(document_id.encode()) % PARTITIONS


class Outbox:
    """What a store needs to save events with its documents."""

    def __init__(
        self, source: str, sealer: Sealer, bell: Bell, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._source, self._sealer, self._bell, self._now = source, sealer, bell, now

    def entries(
        self, events: Iterable[Event], version: int, *, causing_id: str | None = None
    ) -> list[Document]:
        """Sealed envelopes as plain documents; what follows from `causing_id` gets derived ids."""
        return [self._entry(event, version, causing_id) for event in events]

    def inserted(self, document_id: str, entries: Sequence[Document]) -> Document:
        """The fields of a new document."""
        if not entries:
            return {"outbox": []}
        return {"outbox": list(entries), "outbox_partition": partition_of(document_id)}

    def pushed(self, document_id: str, entries: Sequence[Document], update: Document) -> Document:
        """`update` (operators) with the entries added; the array is never written back whole."""
        if not entries:
            return update
        partition = {"outbox_partition": partition_of(document_id)}
        return {
            **update,
            "$push": {**_part(update, "$push"), "outbox": {"$each": list(entries)}},
            "$set": {**_part(update, "$set"), **partition},
        }

    def ring(self) -> None:
        self._bell.ring(relay_bell(self._source))

    def _entry(self, event: Event, version: int, causing_id: str | None) -> Document:
        kind = type(event).__name__
        event_id = derived_id(causing_id, kind, event.subject) if causing_id else str(uuid.uuid4())
        return Envelope(
            id=event_id,
            source=self._source,
            subject=event.subject,
            time=self._now(),
            data=_sealed(event, event_id, self._sealer),
            aggregateversion=version,
            journey=event.journey,
            traceparent=log.traceparent.get() or None,
        ).to_dict()


def _sealed(event: Event, event_id: str, sealer: Sealer) -> Event:
    """The event with every Secret replaced by a box only its consumer can open."""

    def walk(part: object, pointer: str, account_id: str | None) -> object:
        if isinstance(part, Secret):
            place = Place(type(event).__name__, event.version, event_id, pointer, account_id)
            return sealer.seal(event.sealed_for, place, part.values)
        if isinstance(part, list):
            return [walk(item, f"{pointer}/{n}", account_id) for n, item in enumerate(part)]
        if dataclasses.is_dataclass(part) and not isinstance(part, type):
            account_id = getattr(part, "account_id", account_id)
            changed = {
                f.name: walk(getattr(part, f.name), f"{pointer}/{f.name}", account_id)
                for f in dataclasses.fields(part)
            }
            return dataclasses.replace(part, **changed)
        return part

    if not event.sealed_for:
        return event
    sealed = walk(event, "/data", None)
    assert isinstance(sealed, Event)
    return sealed


@dataclass(frozen=True)
class Pending:
    """The first event a document owes."""

    collection: str
    document_id: str
    entry: Document

    @property
    def event_id(self) -> str:
        return str(self.entry["id"])


class OutboxReader:
    """The relay's side: read what is owed, mark what was confirmed."""

    def __init__(self, db: Database[Document], collections: Sequence[str]) -> None:
        self._db, self._collections = db, tuple(collections)

    def heads(
        self, partitions: Sequence[int], limit: int, resting: Sequence[str] = ()
    ) -> list[Pending]:
        """At most one event per document, so a document's events leave in their order."""
        found: list[Pending] = []
        query: Document = {"outbox_partition": {"$in": list(partitions)}}
        if resting:
            query["_id"] = {"$nin": list(resting)}
        with store_errors():
            for name in self._collections:
                owing = self._db[name].find(query, HEAD, limit=limit, batch_size=limit, hint=OWING)
                found += [Pending(name, row["_id"], row["outbox"][0]) for row in owing]
        return found

    def mark(self, confirmed: Iterable[Pending]) -> None:
        """One conditional update each: the document leaves the index only if nothing is owed."""
        updates: dict[str, list[UpdateOne]] = {}
        for head in confirmed:
            updates.setdefault(head.collection, []).append(
                UpdateOne({"_id": head.document_id}, _without(head.event_id))
            )
        with store_errors():
            for name, writes in updates.items():
                self._db[name].bulk_write(writes, ordered=False)


def _without(event_id: str) -> list[Document]:
    left = {"$filter": {"input": "$outbox", "cond": {"$ne": ["$$this.id", event_id]}}}
    owed = {"$cond": [{"$eq": ["$outbox", []]}, "$$REMOVE", "$outbox_partition"]}
    return [{"$set": {"outbox": left}}, {"$set": {"outbox_partition": owed}}]


def _part(update: Document, operator: str) -> Document:
    part = update.get(operator, {})
    assert isinstance(part, dict)
    return part
