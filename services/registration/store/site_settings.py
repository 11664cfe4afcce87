"""One document of settings for the whole portal."""

from __future__ import annotations

from dataclasses import asdict, fields

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.registration.model.site_settings import SiteSettings
from shared.messaging.outbox import Outbox
from shared.mongo import Document, store_errors

ONLY = "site"
NAMES = frozenset(each.name for each in fields(SiteSettings))


class SettingsStore:
    def __init__(self, db: Database[Document], outbox: Outbox) -> None:
        self._settings, self._outbox = db["settings"], outbox

    @store_errors()
    def get(self) -> SiteSettings:
        """The defaults until somebody changed them."""
        found = self._settings.find_one({"_id": ONLY}) or {}
        return SiteSettings(**{name: found[name] for name in NAMES & found.keys()})

    @store_errors()
    def save(self, settings: SiteSettings, seen: int) -> bool:
        """Settings and news in one write; False when somebody else was faster."""
        entries = self._outbox.entries([settings.told()], settings.version)
        change = self._outbox.pushed(ONLY, entries, {"$set": asdict(settings)})
        try:
            saved = self._settings.update_one(
                {"_id": ONLY, "version": seen}, change, upsert=seen == 0
            )
        except DuplicateKeyError:
            return False
        self._outbox.ring()
        return saved.matched_count == 1 or saved.upserted_id is not None
