"""The only wiring for relay and consumer, and for what must go on without anybody asking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from services.accounts.handlers import HANDLERS
from services.accounts.settings import SERVICE, Settings
from services.accounts.store import INDEXES, OUTBOX
from services.accounts.store.service import service_over
from services.accounts.usecases.applications import lapse_overdue
from services.accounts.usecases.completion import create_marked_accounts
from services.accounts.usecases.releases import end_due_accounts, settle_marked_releases
from services.accounts.usecases.start_dates import remind_of_start_dates
from services.accounts.usecases.uploads import sweep_unused
from shared import audit, clock, mongo
from shared.messaging import inbox
from shared.messaging.bus import open_bus
from shared.messaging.partitions import free_partitions
from shared.messaging.worker import Loop, Worker

LOOK_FOR_PASSED_DEADLINES_EVERY = 600.0
LOOK_FOR_FORGOTTEN_EVERY = 600.0
LOOK_FOR_UNUSED_EVERY = 3600.0


def prepare(settings: Settings) -> None:
    """Indexes, and freed leases: to be called while no worker runs."""
    db = mongo.database(settings.common.mongo_url, SERVICE, settings.database)
    mongo.ensure_indexes(db, {**INDEXES, **inbox.INDEXES, **audit.INDEXES})
    inbox.free_claims(db)
    free_partitions(db)


def build_worker(settings: Settings, now: Callable[[], datetime] = clock.now) -> Worker:
    common = settings.common
    db = mongo.database(common.mongo_url, SERVICE, settings.database)
    bus = open_bus(common.bus_url)
    service = service_over(db, settings, bus.bell, now)
    return Worker(
        service=SERVICE,
        bus=bus,
        database=db,
        outboxes=OUTBOX,
        handlers={event: partial(handle, service=service) for event, handle in HANDLERS.items()},
        loops=[
            Loop("creator", partial(create_marked_accounts, service)),
            Loop("releases", partial(settle_marked_releases, service)),
            Loop("endings", partial(end_due_accounts, service), LOOK_FOR_PASSED_DEADLINES_EVERY),
            Loop("deadlines", partial(lapse_overdue, service), LOOK_FOR_PASSED_DEADLINES_EVERY),
            Loop("uploads", partial(sweep_unused, service), LOOK_FOR_UNUSED_EVERY),
            Loop("reminders", partial(remind_of_start_dates, service), LOOK_FOR_FORGOTTEN_EVERY),
        ],
    )
