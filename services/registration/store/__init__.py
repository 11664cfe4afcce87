"""Documents ↔ model: the only room that knows the database."""

from __future__ import annotations

from collections.abc import Callable

from pymongo.database import Database

from services.registration.store.directory import UserDirectory
from services.registration.store.entries import ChallengeStore, DraftStore, SessionStore
from services.registration.store.facilities import FacilityStore
from services.registration.store.files import FileStore
from services.registration.store.imports import ImportStore
from services.registration.store.indexes import INDEXES, OUTBOX
from services.registration.store.limits import LockStore, MailingStore
from services.registration.store.publications import PublicationStore
from services.registration.store.rescues import RescueStore
from services.registration.store.site_settings import SettingsStore
from services.registration.store.staff import StaffStore
from services.registration.store.users import ResetStore, UserStore
from shared.messaging.outbox import Outbox
from shared.mongo import Document

__all__ = ["INDEXES", "OUTBOX", "Store"]


class Store:
    """Everything registration keeps, by noun. `wake_importer` when there is a list to import."""

    def __init__(
        self, db: Database[Document], outbox: Outbox, wake_importer: Callable[[], None]
    ) -> None:
        self.facilities = FacilityStore(db)
        self.imports = ImportStore(db, wake_importer)
        self.users = UserStore(db, outbox)
        self.directory = UserDirectory(db)
        self.resets = ResetStore(db, outbox)
        self.drafts = DraftStore(db)
        self.sessions = SessionStore(db)
        self.rescues = RescueStore(db)
        self.publications = PublicationStore(db)
        self.files = FileStore(db)
        self.staff = StaffStore(db)
        self.settings = SettingsStore(db, outbox)
        self.challenges = ChallengeStore(db)
        self.locks = LockStore(db)
        self.mailings = MailingStore(db)
