"""The use cases over the real store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pymongo.database import Database

from services.accounts.settings import SERVICE, Settings
from services.accounts.store.accounts import AccountStore
from services.accounts.store.applications import ApplicationStore
from services.accounts.store.drafts import DraftStore
from services.accounts.store.grants import GrantStore
from services.accounts.store.memos import MemoStore
from services.accounts.store.profiles import ProfileStore
from services.accounts.store.start_dates import StartDateStore
from services.accounts.store.uploads import UploadStore
from services.accounts.usecases.ports import Service
from shared.messaging.bell import Bell
from shared.messaging.outbox import Outbox
from shared.mongo import Document
from shared.secrets import Keys
from shared.tokens import mac
from shared.vault import Vault


def service_over(
    db: Database[Document], settings: Settings, bell: Bell, now: Callable[[], datetime]
) -> Service:
    keys = Keys(settings.common.secrets_dir, SERVICE)
    outbox = Outbox(SERVICE, keys.sealer(), bell, now)
    return Service(
        applications=ApplicationStore(db, outbox),
        accounts=AccountStore(db, outbox),
        drafts=DraftStore(db),
        profiles=ProfileStore(db),
        start_dates=StartDateStore(db, outbox),
        start_date_rules=settings.start_dates,
        uploads=UploadStore(db),
        grants=GrantStore(db),
        memos=MemoStore(db),
        schemes=settings.schemes,
        vault=Vault(bytes.fromhex(mac(keys.own("mac"), "master", "uploads"))),
        key=keys.own("mac"),
        now=now,
    )
