"""What the use cases work with, put together for the doors: web, operators' tools, demo."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime

from services.registration.settings import SERVICE, Settings
from services.registration.store import Store
from services.registration.store.imports import IMPORT_LOOP
from services.registration.usecases.ports import Desk
from services.registration.usecases.secrets import Argon2Hasher, MasterVault, sign
from shared import clock
from shared.audit import Trail
from shared.messaging.bus import open_bus
from shared.messaging.outbox import Outbox
from shared.messaging.topology import loop_bell
from shared.mongo import Database, Document
from shared.secrets import Keys


def build_desk(
    settings: Settings, database: Database[Document], now: Callable[[], datetime] = clock.now
) -> Desk:
    common = settings.common
    keys = Keys(common.secrets_dir, SERVICE)
    bell = open_bus(common.bus_url).bell
    outbox = Outbox(SERVICE, keys.sealer(), bell, now)
    return Desk(
        store=Store(database, outbox, lambda: bell.ring(loop_bell(SERVICE, IMPORT_LOOP))),
        trail=Trail(database, now),
        hasher=Argon2Hasher(),
        vault=MasterVault(keys.own("master")),
        sign=functools.partial(sign, keys.signing()),
        key=keys.own("mac"),
        public_url=common.public_url,
        now=now,
    )
