"""Users with their news, and the requests for a new password."""

from __future__ import annotations

from datetime import datetime, timedelta

from pymongo import DESCENDING, ReturnDocument
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.registration.model.bounces import Bounce
from services.registration.model.refusals import AddressTaken, FacilityTaken
from services.registration.model.resets import Reset
from services.registration.model.users import PENDING, User
from services.registration.store import documents
from services.registration.store.documents import WITHOUT_OUTBOX
from services.registration.store.indexes import ACTIVATED
from shared.messaging.outbox import Outbox
from shared.mongo import Document, store_errors

UNFINISHED_KEPT = timedelta(days=30)
RESETS_KEPT = timedelta(days=7)
_NOT_ALWAYS = ("padding", "purge_at", "bounce")
_ACTIVE_THEN_NEWEST = [("activated_at", DESCENDING), ("created_at", DESCENDING)]


class UserStore:
    """A user's saves are conditional on the version that was read. `mailed` is the id of the
    newest event, so that of all mails only the newest can be noted to have come back."""

    def __init__(self, db: Database[Document], outbox: Outbox) -> None:
        self._users, self._outbox = db["users"], outbox

    @store_errors()
    def add(self, user: User) -> bool:
        """False when the registration or the request that made it is already stored."""
        user.version = 1
        document = documents.padded({**_document(user), **self._owed(user)})
        try:
            self._users.insert_one(document)
        except DuplicateKeyError:
            return False
        self._outbox.ring()
        return True

    @store_errors()
    def save(self, user: User, cause: str | None = None) -> bool:
        """State and news in one write; False when somebody else was faster. `cause` is the event
        it follows from. Raises FacilityTaken or AddressTaken when another active user was faster
        with one of them."""
        seen = {"_id": user.id, "version": user.version}
        user.version += 1
        document = _document(user)
        entries = self._outbox.entries(user.news, user.version, causing_id=cause)
        document.update(_mailed(entries))
        gone = {name: "" for name in _NOT_ALWAYS if name not in document}
        update = self._outbox.pushed(user.id, entries, {"$set": document, "$unset": gone})
        try:
            saved = self._users.update_one(seen, update).matched_count == 1
        except DuplicateKeyError as error:
            raise _taken(error) from error
        self._outbox.ring()
        return saved

    @store_errors()
    def note_bounce(self, user_id: str, event_id: str, bounce: Bounce) -> None:
        """If the mail that event asked for is still the newest, and the address not proven."""
        newest = {"_id": user_id, "state": PENDING, "mailed": event_id}
        self._users.update_one(newest, {"$set": {"bounce": vars(bounce)}})

    def by_id(self, user_id: str) -> User | None:
        return self._one({"_id": user_id})

    def by_request(self, key: str) -> User | None:
        return self._one({"request.key": key})

    def by_link(self, mac: str) -> User | None:
        return self._one({"links.mac": mac})

    def by_email_link(self, mac: str) -> User | None:
        return self._one({"email_links.mac": mac})

    @store_errors()
    def by_email(self, email: str) -> User | None:
        """The active user of an address, else the newest registration for it; one read."""
        found = self._users.find({"email": email}, WITHOUT_OUTBOX).sort(_ACTIVE_THEN_NEWEST)
        return next((documents.to_user(each) for each in found.limit(1)), None)

    @store_errors()
    def knows(self, email: str) -> bool:
        """Whether the address belongs to a user whose registration is complete."""
        return self._users.find_one({"email": email, **ACTIVATED}, {"_id": 1}) is not None

    @store_errors()
    def holds(self, facility_id: str) -> bool:
        """Whether the facility belongs to a user whose registration is complete."""
        holder = {"facilities.id": facility_id, **ACTIVATED}
        return self._users.find_one(holder, {"_id": 1}) is not None

    def holder(self, facility_id: str) -> User | None:
        """Whose registration for the facility is complete."""
        return self._one({"facilities.id": facility_id, **ACTIVATED})

    @store_errors()
    def note_sign_in(self, user_id: str, now: datetime) -> datetime | None:
        """Gives the time of the sign-in before this one."""
        before = self._users.find_one_and_update(
            {"_id": user_id},
            {"$set": {"signed_in_at": now}},
            {"signed_in_at": 1},
            return_document=ReturnDocument.BEFORE,
        )
        return before.get("signed_in_at") if before else None

    @store_errors()
    def _one(self, query: Document) -> User | None:
        found = self._users.find_one(query, WITHOUT_OUTBOX)
        return documents.to_user(found) if found else None

    def _owed(self, user: User) -> Document:
        entries = self._outbox.entries([*user.news, *user.decoys], user.version)
        owed = entries[: len(user.news)]
        return {**self._outbox.inserted(user.id, owed), **_mailed(owed)}


class ResetStore:
    """One document of one size for each request, whoever asked."""

    def __init__(self, db: Database[Document], outbox: Outbox) -> None:
        self._resets, self._outbox = db["resets"], outbox

    @store_errors()
    def add(self, reset: Reset) -> None:
        entries = self._outbox.entries([*reset.news, *reset.decoys], 1)
        owed = self._outbox.inserted(reset.id, entries[: len(reset.news)])
        purge = {"purge_at": reset.link.sent_at + RESETS_KEPT}
        self._resets.insert_one(documents.padded({**documents.of(reset), **purge, **owed}))
        self._outbox.ring()

    @store_errors()
    def by_link(self, mac: str) -> Reset | None:
        found = self._resets.find_one({"link.mac": mac}, WITHOUT_OUTBOX)
        return documents.to_reset(found) if found else None

    @store_errors()
    def newer_than(self, reset: Reset) -> Reset | None:
        newer = {"address": reset.address, "link.sent_at": {"$gt": reset.link.sent_at}}
        found = self._resets.find_one(newer, WITHOUT_OUTBOX, sort=[("link.sent_at", DESCENDING)])
        return documents.to_reset(found) if found else None

    @store_errors()
    def mark_used(self, reset_id: str) -> None:
        self._resets.update_one({"_id": reset_id}, {"$set": {"used": True}})


def _document(user: User) -> Document:
    document = documents.of(user)
    if user.state == PENDING:
        document["purge_at"] = user.links[-1].sent_at + UNFINISHED_KEPT
    return document


def _mailed(entries: list[Document]) -> Document:
    return {"mailed": entries[-1]["id"]} if entries else {}


def _taken(error: DuplicateKeyError) -> Exception:
    pattern = (error.details or {}).get("keyPattern", {})
    return FacilityTaken() if "facilities.id" in pattern else AddressTaken()
