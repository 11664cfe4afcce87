"""Documents ↔ model. `untouched_since` and the sealed accounts of a bundle exist only until it is
ready; what shows a secret is stored encrypted only; views are only ever added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.documents.model import Bundle, Reissue, Sheet, newest_of
from services.documents.settings import SERVICE, Settings
from services.documents.store.archives import ARCHIVE_INDEXES, ArchiveStore
from services.documents.store.notices import NOTICE_INDEXES, NoticeStore
from services.documents.usecases import Service
from shared.contact import Contact
from shared.contracts import (
    Event,
    Institution,
    IssuedAccount,
    Person,
    Sealed,
)
from shared.messaging.bell import Bell
from shared.messaging.outbox import OUTBOX_INDEX, Outbox
from shared.messaging.topology import loop_bell
from shared.mongo import Document, store_errors
from shared.secrets import Keys
from shared.vault import Locked, Vault

OUTBOX = ("bundles", "notices")
INDEXES = {
    "bundles": [
        OUTBOX_INDEX,
        IndexModel(
            [("untouched_since", ASCENDING)],
            name="unfinished",
            partialFilterExpression={"untouched_since": {"$exists": True}},
        ),
    ],
    "sheets": [
        IndexModel([("ref", ASCENDING)], name="of_application"),
        IndexModel([("account_id", ASCENDING)], name="of_account"),
    ],
    "views": [IndexModel([("document_id", ASCENDING), ("at", ASCENDING)], name="of_document")],
    **ARCHIVE_INDEXES,
    **NOTICE_INDEXES,
}
ISSUED, READY = 1, 2
PACKING_LOOP = "archives"
WITHOUT_BOXES = {"boxes": 0, "key": 0}


def service_over(
    db: Database[Document], settings: Settings, bell: Bell, now: Callable[[], datetime]
) -> Service:
    """The use cases over the real store and keys."""
    keys = Keys(settings.common.secrets_dir, SERVICE)
    outbox = Outbox(SERVICE, keys.sealer(), bell, now)
    return Service(
        bundles=BundleStore(db, outbox),
        sheets=SheetStore(db),
        notices=NoticeStore(db, outbox),
        archives=ArchiveStore(db, lambda: bell.ring(loop_bell(SERVICE, PACKING_LOOP))),
        vault=Vault(keys.own("master")),
        unsealer=keys.unsealer(),
        contact=Contact(db, settings.common.operator),
        now=now,
    )


class BundleStore:
    """One document per application or re-issue. `version` counts its saves: issued, ready."""

    def __init__(self, db: Database[Document], outbox: Outbox) -> None:
        self._bundles, self._outbox = db["bundles"], outbox

    @store_errors()
    def add(self, bundle: Bundle, at: datetime) -> None:
        """One that is there already stays as it is."""
        row = {
            **asdict(bundle),
            "_id": bundle.id,
            "issued_on": bundle.issued_on.isoformat(),
            "expected": len(bundle.accounts),
            "version": ISSUED,
            "untouched_since": at,
            "outbox": [],
        }
        try:
            self._bundles.insert_one(row)
        except DuplicateKeyError:
            return

    @store_errors()
    def unfinished(self, bundle_id: str) -> Bundle | None:
        row = self._bundles.find_one({"_id": bundle_id, "version": ISSUED})
        return _bundle(row) if row else None

    @store_errors()
    def take_up(self, untouched_since: datetime, at: datetime) -> str | None:
        """The id of a bundle nobody has touched since then; only one caller gets it."""
        waiting = {"untouched_since": {"$lte": untouched_since}}
        taken = {"$set": {"untouched_since": at}}
        row = self._bundles.find_one_and_update(waiting, taken, hint="unfinished")
        return str(row["_id"]) if row else None

    @store_errors()
    def finish(self, bundle: Bundle, ready: Event) -> None:
        """State and news in one write, which succeeds once however many try."""
        entries = self._outbox.entries([ready], READY, causing_id=bundle.cause)
        update: Document = {
            "$set": {"version": READY},
            "$unset": {"untouched_since": 1, "accounts": 1},
        }
        unfinished = {"_id": bundle.id, "version": ISSUED}
        update = self._outbox.pushed(bundle.id, entries, update)
        if self._bundles.update_one(unfinished, update).modified_count:
            self._outbox.ring()

    @store_errors()
    def expected(self, ref: str, facility_ids: Sequence[str] | None) -> int | None:
        """How many sheets the application gets; None when there is nothing of these facilities."""
        query = {"_id": ref, **_owned_by(facility_ids)}
        row = self._bundles.find_one(query, {"expected": 1})
        return int(str(row["expected"])) if row else None


class SheetStore:
    """One document per sheet: its facts in clear, the PDF and its secrets encrypted."""

    def __init__(self, db: Database[Document]) -> None:
        self._sheets, self._views = db["sheets"], db["views"]

    @store_errors()
    def add(self, sheet: Sheet, locked: Locked) -> None:
        """One that is there already stays as it is."""
        row = {"_id": sheet.id, **asdict(sheet), "key": locked.key, "boxes": dict(locked.boxes)}
        try:
            self._sheets.insert_one(row)
        except DuplicateKeyError:
            return

    @store_errors()
    def discard(self, sheet: Sheet) -> None:
        """Just this one, not another made in its place since."""
        self._sheets.delete_one({"_id": sheet.id, "sha256": sheet.sha256})

    @store_errors()
    def find(
        self, *, facility_ids: Sequence[str] | None, ref: str = "", account_id: str = ""
    ) -> list[Sheet]:
        """In the order of their ids; no facilities given means those of all."""
        asked = {"ref": ref, "account_id": account_id}
        query = {key: value for key, value in asked.items() if value}
        rows = self._sheets.find({**query, **_owned_by(facility_ids)}, WITHOUT_BOXES)
        return [_sheet(row) for row in rows.sort("_id", ASCENDING)]

    @store_errors()
    def among(self, document_ids: Sequence[str]) -> list[Sheet]:
        rows = self._sheets.find({"_id": {"$in": list(document_ids)}}, WITHOUT_BOXES)
        return [_sheet(row) for row in rows.sort("_id", ASCENDING)]

    @store_errors()
    def newest(self, account_ids: Sequence[str], facility_ids: Sequence[str]) -> list[Sheet]:
        """The valid sheet of each account, in the order of the accounts."""
        query = {"account_id": {"$in": list(account_ids)}, **_owned_by(facility_ids)}
        return newest_of([_sheet(row) for row in self._sheets.find(query, WITHOUT_BOXES)])

    @store_errors()
    def locked(self, sheet: Sheet) -> Locked:
        row = self._sheets.find_one({"_id": sheet.id}, {"key": 1, "boxes": 1})
        assert row is not None
        return Locked(row["key"], row["boxes"])

    @store_errors()
    def viewed(self, sheets: Sequence[Sheet], part: str, by: str, at: datetime) -> None:
        ids = [sheet.id for sheet in sheets]
        self._views.insert_many(
            [{"document_id": one, "part": part, "by": by, "at": at} for one in ids]
        )
        self._sheets.update_many({"_id": {"$in": ids}}, {"$set": {"last_viewed_at": at}})


def _owned_by(facility_ids: Sequence[str] | None) -> Document:
    return {} if facility_ids is None else {"facility_id": {"$in": list(facility_ids)}}


def _sheet(row: Document) -> Sheet:
    return Sheet(**{key: value for key, value in row.items() if key != "_id"})


def _bundle(row: Document) -> Bundle:
    accounts = [
        IssuedAccount(**{**account, "sealed": Sealed(**account["sealed"])})
        for account in row["accounts"]
    ]
    of_application = row["_id"] == row["ref"]
    return (Bundle if of_application else Reissue)(
        ref=row["ref"],
        kind=row["kind"],
        facility_id=row["facility_id"],
        user_id=row["user_id"],
        recipient=Person(**row["recipient"]),
        institution=Institution(**row["institution"]),
        issued_on=date.fromisoformat(row["issued_on"]),
        cause=row["cause"],
        accounts=tuple(accounts),
    )
