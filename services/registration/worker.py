"""The background half of registration: its news go out, mails that came back are noted."""

from __future__ import annotations

from functools import partial

from services.registration.handlers import HANDLERS
from services.registration.settings import SERVICE, Settings
from services.registration.store import INDEXES, OUTBOX
from services.registration.store.desk import build_desk
from shared import audit, mongo
from shared.messaging import inbox
from shared.messaging.bus import open_bus
from shared.messaging.partitions import free_partitions
from shared.messaging.worker import Worker


def prepare(settings: Settings) -> None:
    """Indexes, and freed leases: to be called while no worker runs."""
    database = mongo.database(settings.common.mongo_url, SERVICE, settings.database)
    mongo.ensure_indexes(database, {**INDEXES, **inbox.INDEXES, **audit.INDEXES})
    inbox.free_claims(database)
    free_partitions(database)


def build_worker(settings: Settings) -> Worker:
    database = mongo.database(settings.common.mongo_url, SERVICE, settings.database)
    desk = build_desk(settings, database)
    return Worker(
        service=SERVICE,
        bus=open_bus(settings.common.bus_url),
        database=database,
        outboxes=OUTBOX,
        handlers={event: partial(handle, desk=desk) for event, handle in HANDLERS.items()},
    )
