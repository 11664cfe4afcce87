"""The rows of the audit: inserted before the deed, given their outcome once, never changed."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime

from pymongo import ASCENDING, DESCENDING, IndexModel

from shared import log as context
from shared.audit import deed as deeds
from shared.audit.deed import Deed
from shared.errors import Refusal, StoreAway
from shared.mongo import Database, Document, store_errors

log = logging.getLogger(__name__)
COLLECTION = "audit"
OK, REFUSED, FAILED, UNKNOWN = "ok", "refused", "failed", "unknown"
OUTCOMES = (OK, REFUSED, FAILED, UNKNOWN)
_NEWEST_FIRST = [("at", DESCENDING), ("_id", DESCENDING)]
INDEXES = {
    COLLECTION: [
        IndexModel(_NEWEST_FIRST, name="newest"),
        IndexModel([("who", ASCENDING), *_NEWEST_FIRST], name="of_actor"),
        IndexModel([("target.id", ASCENDING), *_NEWEST_FIRST], name="of_target"),
    ]
}


@dataclass(frozen=True)
class Search:
    """Empty members narrow nothing. `since` ≤ at < `until`; `actor` is an id, address or name;
    `before` is the (at, id) of the last row already seen."""

    since: datetime | None = None
    until: datetime | None = None
    actor: str = ""
    action: str = ""
    target: str = ""
    outcome: str = ""
    before: tuple[datetime, str] | None = None

    @property
    def filter(self) -> Document:
        span = {op: at for op, at in (("$gte", self.since), ("$lt", self.until)) if at}
        named = {
            "who": self.actor,
            "action": self.action,
            "target.id": self.target,
            "outcome": self.outcome,
        }
        wanted = {name: value for name, value in named.items() if value}
        return {**wanted, **({"at": span} if span else {})}

    @property
    def rest(self) -> Document:
        """The filter, without what was seen."""
        if self.before is None:
            return self.filter
        at, row_id = self.before
        older = [{"at": {"$lt": at}}, {"at": at, "_id": {"$lt": row_id}}]
        return {**self.filter, "$or": older}


class Trail:
    """The audit of one service. A row without an outcome is one whose process died."""

    def __init__(self, db: Database[Document], now: Callable[[], datetime]) -> None:
        self._rows, self._now = db[COLLECTION], now

    @contextmanager
    def attempt(self, deed: Deed) -> Iterator[Deed]:
        """What happens inside is tried only after it was written down."""
        row_id = self.begin(deed)
        try:
            yield deed
        except Refusal as refusal:
            self.finish(row_id, deed, REFUSED, refusal.code)
            raise
        except Exception:
            self.finish(row_id, deed, FAILED, "internal")
            raise
        self.finish(row_id, deed, OK)

    def begin(self, deed: Deed) -> str:
        """Raises StoreAway, and then nothing may be done."""
        deeds.present.set(deed)
        row_id = uuid.uuid4().hex
        with store_errors():
            self._rows.insert_one({"_id": row_id, "at": self._now(), **_row(deed)})
        return row_id

    def finish(self, row_id: str, deed: Deed, outcome: str, code: str = "") -> None:
        """Once. While the store is away the row keeps saying that nobody knows."""
        deeds.present.set(None)
        found = {"outcome": outcome, "code": code, "changes": deed.changes}
        target = {"target": {"kind": deed.target_kind, "id": deed.target_id}}
        try:
            with store_errors():
                open_row = {"_id": row_id, "outcome": UNKNOWN}
                self._rows.update_one(open_row, {"$set": {**found, **target}})
        except StoreAway:
            log.warning("an outcome was not written down", extra={"audit": row_id})

    def page(self, search: Search, skip: int, limit: int) -> tuple[list[Document], int]:
        """The newest first, and how many the filters find in all."""
        with store_errors():
            rows = self._rows.find(search.rest).sort(_NEWEST_FIRST).skip(skip).limit(limit)
            return list(rows), self._rows.count_documents(search.filter)

    def get(self, row_id: str) -> Document | None:
        with store_errors():
            return self._rows.find_one({"_id": row_id})


def _row(deed: Deed) -> Document:
    actor = deed.actor
    return {
        "actor": asdict(actor),
        "who": sorted({actor.id, actor.email, actor.name} - {""}),
        "action": deed.action,
        "label": deed.label,
        "target": {"kind": deed.target_kind, "id": deed.target_id},
        "reason": deed.reason,
        "asked": [{"field": name, "value": value} for name, value in deed.asked.items()],
        "changes": [],
        "outcome": UNKNOWN,
        "code": "",
        "address": deeds.client.get(),
        "request_id": context.request_id.get(),
    }
