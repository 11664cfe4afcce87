"""The facilities master."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from services.registration.model.facilities import Change, Difference, Entry, Facility
from services.registration.store import documents
from services.registration.store.searches import searches
from services.registration.usecases.ports import Wanted
from shared.mongo import Document, store_errors

AT_ONCE = 100
HISTORY_KEPT = 20
DUPLICATE = 11000
ONE_IN = 20


class FacilityStore:
    def __init__(self, db: Database[Document]) -> None:
        self._facilities = db["facilities"]

    @store_errors()
    def get(self, facility_id: str) -> Facility | None:
        found = self._facilities.find_one({"_id": facility_id})
        return documents.to_plain(Facility, found) if found else None

    @store_errors()
    def get_many(self, ids: Sequence[str]) -> dict[str, Facility]:
        found = (each for part in _parts(ids) for each in self._by_ids(part))
        return {each["_id"]: documents.to_plain(Facility, each) for each in found}

    @store_errors()
    def entry(self, facility_id: str) -> Entry | None:
        found = self._facilities.find_one({"_id": facility_id})
        return _entry(found) if found else None

    @store_errors()
    def search(self, wanted: Wanted, most: int) -> list[Facility]:
        """Of those that match at most so many, by their numbers."""
        found: dict[str, Facility] = {}
        for query in searches(wanted):
            rows = self._facilities.find(query, {"history": 0}, limit=most)
            found |= {each["_id"]: documents.to_plain(Facility, each) for each in rows}
            if len(found) >= most:
                break
        return [found[each] for each in sorted(found)][:most]

    @store_errors()
    def digests(self, ids: Sequence[str] | None = None) -> dict[str, tuple[str, str]]:
        """Digest and status by id: of these, or of all."""
        members = {"digest": 1, "status": 1}
        if ids is None:
            rows = self._facilities.find({}, members, batch_size=10_000)
        else:
            rows = (each for part in _parts(ids) for each in self._by_ids(part, members))
        return {row["_id"]: (row["digest"], row["status"]) for row in rows}

    @store_errors()
    def add(self, facilities: Sequence[Facility]) -> None:
        """Those that are there already stay as they are."""
        rows = [{**_document(each), "version": 1, "history": []} for each in facilities]
        try:
            if rows:
                self._facilities.insert_many(rows, ordered=False)
        except BulkWriteError as error:
            if any(each["code"] != DUPLICATE for each in error.details["writeErrors"]):
                raise

    @store_errors()
    def change(self, facilities: Mapping[str, tuple[Facility, Change]]) -> None:
        """Overwrites, whoever else has changed them; an earlier correction by hand is over."""
        writes = [
            UpdateOne({"_id": id}, {**_change(*each), "$unset": {"corrected": ""}})
            for id, each in facilities.items()
        ]
        if writes:
            self._facilities.bulk_write(writes, ordered=False)

    @store_errors()
    def correct(self, facility: Facility, change: Change, version: int) -> bool:
        """By hand; False when somebody else was faster."""
        update = _change(facility, change)
        update["$set"]["corrected"] = True
        seen = {"_id": facility.id, "version": version}
        return self._facilities.update_one(seen, update).matched_count == 1

    def _by_ids(self, ids: Sequence[str], members: Document | None = None) -> Any:
        return self._facilities.find({"_id": {"$in": list(ids)}}, members)


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _document(facility: Facility) -> Document:
    """One in twenty is a sample, to tell how many would match without looking at all."""
    document = {**vars(facility), "digest": facility.digest}
    document["_id"] = document.pop("id")
    if zlib.crc32(facility.id.encode()) % ONE_IN == 0:
        document["sample"] = True
    return document


def _change(facility: Facility, change: Change) -> dict[str, Any]:
    noted = {"$each": [documents.plain(change)], "$slice": -HISTORY_KEPT}
    return {"$set": _document(facility), "$inc": {"version": 1}, "$push": {"history": noted}}


def _entry(document: Any) -> Entry:
    facility = documents.to_plain(Facility, document)
    history = [_noted(each) for each in document["history"]]
    return Entry(facility, document["version"], document.get("corrected", False), history)


def _noted(change: Any) -> Change:
    differences = [Difference(**each) for each in change["differences"]]
    return Change(**{**change, "differences": differences})
