"""The background half of registration: its news go out, nothing comes in yet."""

from __future__ import annotations

from services.registration.handlers import HANDLERS
from services.registration.settings import SERVICE, Settings
from services.registration.store import INDEXES, OUTBOX
from shared import mongo
from shared.messaging import inbox
from shared.messaging.bus import open_bus
from shared.messaging.partitions import free_partitions
from shared.messaging.worker import Worker


def prepare(settings: Settings) -> None:
    """Indexes, and freed leases: to be called while no worker runs."""
    database = mongo.database(settings.common.mongo_url, SERVICE, settings.database)
    mongo.ensure_indexes(database, {**INDEXES, **inbox.INDEXES})
    inbox.free_claims(database)
    free_partitions(database)


def build_worker(settings: Settings) -> Worker:
    return Worker(
        service=SERVICE,
        bus=open_bus(settings.common.bus_url),
        database=mongo.database(settings.common.mongo_url, SERVICE, settings.database),
        outboxes=OUTBOX,
        handlers=HANDLERS,
    )
