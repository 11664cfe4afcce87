"""The only wiring of registration for HTTP."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from services.registration.routes import BLUEPRINTS
from services.registration.routes.limits import SourceLimits
from services.registration.settings import SERVICE, Settings
from services.registration.store.desk import build_desk
from shared import clock, mongo
from shared.audit import Trail
from shared.messaging.dead_letters import DeadLetters
from shared.secrets import Keys
from shared.web.app import service_app
from shared.web.auth import Verifier
from shared.web.inbox import inbox_blueprint


def create_app(settings: Settings, now: Callable[[], datetime] = clock.now) -> Flask:
    common = settings.common
    database = mongo.database(common.mongo_url, SERVICE, settings.database)
    app = service_app(
        SERVICE,
        [*BLUEPRINTS, inbox_blueprint(SERVICE)],
        store_ping=functools.partial(mongo.ping, database),
        verifier=Verifier(Keys(common.secrets_dir, SERVICE).verifying(), now),
        trail=Trail(database, now),
    )
    app.extensions["dead_letters"] = DeadLetters(database, SERVICE, now)
    app.extensions["desk"] = build_desk(settings, database, now)
    app.extensions["source_limits"] = SourceLimits(
        common.mongo_url, settings.database, settings.limits, spare_loopback=common.loopback
    )
    return app
