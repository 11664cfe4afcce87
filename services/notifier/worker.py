"""The notifier's background side: events in, mails out."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from datetime import datetime

from services.notifier.handlers import HANDLERS
from services.notifier.mailer import SmtpMailer
from services.notifier.settings import Settings
from services.notifier.store import INDEXES, OUTBOX, LaneStore, MailStore, PeopleStore, free_leases
from services.notifier.usecases import mails
from services.notifier.usecases.delivery import Postman
from services.notifier.usecases.mails import Notifier
from shared import audit, mongo
from shared.contact import Contact
from shared.messaging import inbox
from shared.messaging.bus import open_bus
from shared.messaging.outbox import Outbox
from shared.messaging.partitions import free_partitions
from shared.messaging.topology import loop_bell
from shared.messaging.worker import Loop, Worker
from shared.secrets import Keys

RENEW_EVERY = 5.0
LOOK_FOR_EXPIRED_LINKS_EVERY = 60.0


def prepare(settings: Settings) -> None:
    """Indexes, and freed leases: to be called while no worker runs."""
    database = mongo.database(settings.common.mongo_url, "notifier", settings.database)
    mongo.ensure_indexes(database, {**INDEXES, **inbox.INDEXES, **audit.INDEXES})
    inbox.free_claims(database)
    free_partitions(database)
    free_leases(database, mongo.StoreClock(database).now())


def build_worker(settings: Settings, now: Callable[[], datetime] | None = None) -> Worker:
    """Without a mail server configured nothing is sent, and mails wait as queued."""
    common = settings.common
    database = mongo.database(common.mongo_url, "notifier", settings.database)
    bus = open_bus(common.bus_url)
    keys = Keys(common.secrets_dir, "notifier")
    clock = now or mongo.StoreClock(database).now
    notifier = Notifier(
        mails=MailStore(database, Outbox("notifier", keys.sealer(), bus.bell, clock)),
        people=PeopleStore(database),
        unsealer=keys.unsealer(),
        contact=Contact(database, common.operator),
        public_url=common.public_url,
        domain=settings.mail_domain,
        now=clock,
        wake=functools.partial(bus.bell.ring, loop_bell("notifier", "mailer")),
    )
    return Worker(
        service="notifier",
        bus=bus,
        database=database,
        outboxes=OUTBOX,
        handlers={
            event: functools.partial(handle, notifier=notifier)
            for event, handle in HANDLERS.items()
        },
        loops=[_expiry(notifier), *_mailing(notifier, LaneStore(database), settings)],
    )


def _expiry(notifier: Notifier) -> Loop:
    expire = functools.partial(mails.expire_links, notifier)
    return Loop("expiry", expire, LOOK_FOR_EXPIRED_LINKS_EVERY)


def _mailing(notifier: Notifier, lanes: LaneStore, settings: Settings) -> list[Loop]:
    if settings.smtp is None:
        return []
    mailer = SmtpMailer(settings.smtp, settings.mail_from)
    owner = f"mailer-{uuid.uuid4().hex[:12]}"
    postman = Postman(notifier, mailer, lanes, settings.mails_per_domain, owner)
    return [
        Loop("mailer", postman.deliver_due),
        Loop("mailer-lease", postman.renew, RENEW_EVERY),
    ]
