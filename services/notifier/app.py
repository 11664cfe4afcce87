"""The notifier's HTTP side."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from services.notifier.routes import bp
from services.notifier.settings import Settings
from services.notifier.store import MailStore, PeopleStore
from services.notifier.usecases.mails import Notifier
from shared import clock, mongo
from shared.audit import Trail
from shared.contact import Contact
from shared.messaging.bus import open_bus
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.outbox import Outbox
from shared.messaging.topology import loop_bell
from shared.secrets import Keys
from shared.web.app import service_app
from shared.web.auth import Verifier
from shared.web.inbox import inbox_blueprint


def create_app(settings: Settings, now: Callable[[], datetime] = clock.now) -> Flask:
    common = settings.common
    database = mongo.database(common.mongo_url, "notifier", settings.database)
    keys = Keys(common.secrets_dir, "notifier")
    bell = open_bus(common.bus_url).bell
    app = service_app(
        "notifier",
        [bp, inbox_blueprint("notifier")],
        store_ping=functools.partial(mongo.ping, database),
        verifier=Verifier(keys.verifying(), now),
        trail=Trail(database, now),
    )
    app.extensions["dead_letters"] = DeadLetters(database, "notifier", now)
    app.extensions["notifier"] = Notifier(
        mails=MailStore(database, Outbox("notifier", keys.sealer(), bell, now)),
        people=PeopleStore(database),
        unsealer=keys.unsealer(),
        contact=Contact(database, common.operator),
        public_url=common.public_url,
        domain=settings.mail_domain,
        now=now,
        wake=functools.partial(bell.ring, loop_bell("notifier", "mailer")),
    )
    return app
