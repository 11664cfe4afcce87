"""The background half of registration: its news go out, mails that came back are noted."""

from __future__ import annotations

import uuid
from functools import partial

from services.registration.handlers import HANDLERS
from services.registration.settings import SERVICE, Settings
from services.registration.store import INDEXES, OUTBOX
from services.registration.store.desk import build_desk
from services.registration.store.imports import IMPORT_LOOP, free_imports
from services.registration.usecases.imports import Importer
from shared import audit, clock, mongo
from shared.messaging import inbox
from shared.messaging.bus import open_bus
from shared.messaging.partitions import free_partitions
from shared.messaging.worker import Loop, Worker

LOOK_FOR_IMPORTS_EVERY = 5.0
RENEW_EVERY = 5.0


def prepare(settings: Settings) -> None:
    """Indexes, and freed leases: to be called while no worker runs."""
    database = mongo.database(settings.common.mongo_url, SERVICE, settings.database)
    mongo.ensure_indexes(database, {**INDEXES, **inbox.INDEXES, **audit.INDEXES})
    inbox.free_claims(database)
    free_partitions(database)
    free_imports(database, clock.now())


def build_worker(settings: Settings) -> Worker:
    database = mongo.database(settings.common.mongo_url, SERVICE, settings.database)
    desk = build_desk(settings, database)
    importer = Importer(desk, owner=f"importer-{uuid.uuid4().hex[:12]}")
    return Worker(
        service=SERVICE,
        bus=open_bus(settings.common.bus_url),
        database=database,
        outboxes=OUTBOX,
        handlers={event: partial(handle, desk=desk) for event, handle in HANDLERS.items()},
        loops=[
            Loop(IMPORT_LOOP, importer.work, LOOK_FOR_IMPORTS_EVERY),
            Loop("imports-lease", importer.renew, RENEW_EVERY),
        ],
    )
