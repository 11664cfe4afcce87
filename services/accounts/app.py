"""The only wiring for HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import Flask

from services.accounts.routes import (
    accounts,
    applications,
    drafts,
    grants,
    memos,
    review,
    start_dates,
    terminals,
    uploads,
)
from services.accounts.routes.limits import SourceLimit
from services.accounts.settings import SERVICE, Settings
from services.accounts.store.service import service_over
from shared import clock, mongo
from shared.audit import Trail
from shared.messaging.bus import open_bus
from shared.messaging.dead_letters import DeadLetters
from shared.secrets import Keys
from shared.web.app import service_app
from shared.web.auth import Verifier
from shared.web.inbox import inbox_blueprint

BLUEPRINTS = (
    review.blueprint,
    memos.blueprint,
    applications.blueprint,
    drafts.blueprint,
    accounts.blueprint,
    terminals.blueprint,
    start_dates.blueprint,
    grants.blueprint,
    uploads.blueprint,
)


def create_app(settings: Settings, now: Callable[[], datetime] = clock.now) -> Flask:
    """Nothing talks to the store before the first request."""
    common = settings.common
    db = mongo.database(common.mongo_url, SERVICE, settings.database)
    app = service_app(
        SERVICE,
        [*BLUEPRINTS, inbox_blueprint(SERVICE)],
        store_ping=partial(mongo.ping, db),
        verifier=Verifier(Keys(common.secrets_dir, SERVICE).verifying(), now),
        trail=Trail(db, now),
    )
    app.extensions["dead_letters"] = DeadLetters(db, SERVICE, now)
    app.extensions["accounts"] = service_over(db, settings, open_bus(common.bus_url).bell, now)
    app.extensions["source_limit"] = SourceLimit(settings)
    return app
