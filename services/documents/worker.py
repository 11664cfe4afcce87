"""The only wiring for relay and consumer, for bundles left half done, and for archives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from services.documents.handlers import HANDLERS
from services.documents.settings import SERVICE, Settings
from services.documents.store import INDEXES, OUTBOX, PACKING_LOOP, service_over
from services.documents.store.archives import free_archives
from services.documents.usecases import take_up_stalled
from services.documents.usecases.archives import pack_next
from shared import audit, clock, mongo
from shared.messaging import inbox
from shared.messaging.bus import open_bus
from shared.messaging.partitions import free_partitions
from shared.messaging.worker import Loop, Worker

LOOK_FOR_STALLED_EVERY = 10.0


def prepare(settings: Settings) -> None:
    """Indexes, and freed leases: to be called while no worker runs."""
    db = mongo.database(settings.common.mongo_url, SERVICE, settings.database)
    mongo.ensure_indexes(db, {**INDEXES, **inbox.INDEXES, **audit.INDEXES})
    inbox.free_claims(db)
    free_partitions(db)
    free_archives(db, clock.now())


def build_worker(settings: Settings, now: Callable[[], datetime] | None = None) -> Worker:
    """`now` is the store's clock unless given."""
    db = mongo.database(settings.common.mongo_url, SERVICE, settings.database)
    bus = open_bus(settings.common.bus_url)
    service = service_over(db, settings, bus.bell, now or mongo.StoreClock(db).now)
    return Worker(
        service=SERVICE,
        bus=bus,
        database=db,
        outboxes=OUTBOX,
        handlers={event: partial(handle, service=service) for event, handle in HANDLERS.items()},
        loops=[
            Loop("stalled", partial(take_up_stalled, service), LOOK_FOR_STALLED_EVERY),
            Loop(PACKING_LOOP, partial(pack_next, service)),
        ],
    )
