"""What belongs to a visitor for a while: drafts, sessions, challenges."""

from __future__ import annotations

from datetime import datetime, timedelta

from pymongo import DESCENDING
from pymongo.database import Database

from services.registration.model.drafts import Draft, Sent
from services.registration.model.sessions import Challenge, Session
from services.registration.model.staff import Staff
from services.registration.model.users import User
from services.registration.store import documents
from shared.mongo import Document, store_errors

ENDED_KEPT = timedelta(minutes=30)
SHOWN = 100


class DraftStore:
    """Found only while alive; the last change wins."""

    def __init__(self, db: Database[Document]) -> None:
        self._drafts = db["drafts"]

    @store_errors()
    def add(self, draft: Draft) -> None:
        self._drafts.insert_one(documents.of(draft))

    @store_errors()
    def get(self, draft_id: str, now: datetime) -> Draft | None:
        found = self._drafts.find_one({"_id": draft_id, "expires_at": {"$gt": now}})
        return documents.to_draft(found) if found else None

    @store_errors()
    def save(self, draft: Draft) -> None:
        """Counts one change more."""
        document = documents.of(draft)
        del document["version"]
        gone = {name: "" for name in ("facility", "sent") if name not in document}
        update = {"$set": document, "$unset": gone, "$inc": {"version": 1}}
        self._drafts.update_one({"_id": draft.id}, update)

    @store_errors()
    def note_sent(self, draft_id: str, sent: Sent, expires_at: datetime) -> None:
        where = {"email": sent.email, "expires_at": sent.expires_at}
        fields = {"sent": where, "expires_at": expires_at}
        self._drafts.update_one({"_id": draft_id}, {"$set": fields})


class SessionStore:
    """An ended session is kept a while longer: its form may still arrive and be rescued."""

    def __init__(self, db: Database[Document]) -> None:
        self._sessions = db["sessions"]

    @store_errors()
    def add(self, session: Session) -> None:
        purge = {"purge_at": session.expires_at + ENDED_KEPT}
        self._sessions.insert_one({**documents.of(session), **purge})

    @store_errors()
    def with_owner(self, session_id: str) -> tuple[Session, User | Staff] | None:
        """Session and owner in one read."""
        found = next(iter(self._sessions.aggregate(_joined(session_id))), None)
        if found is None:
            return None
        session = documents.to_plain(Session, found)
        for user in found["users"]:
            return session, documents.to_user(user)
        for staff in found["staff"]:
            return session, documents.to_staff(staff)
        return None

    @store_errors()
    def of_owner(self, owner_id: str) -> list[Session]:
        """Last seen first, ended ones among them."""
        found = self._sessions.find({"owner_id": owner_id}).sort("seen_at", DESCENDING)
        return [documents.to_plain(Session, each) for each in found.limit(SHOWN)]

    @store_errors()
    def owner_of(self, session_id: str) -> str:
        """Even of a session that has ended; empty for an unknown one."""
        found = self._sessions.find_one({"_id": session_id}, {"owner_id": 1})
        return found["owner_id"] if found else ""

    @store_errors()
    def note_seen(self, session_id: str, now: datetime) -> None:
        self._sessions.update_one({"_id": session_id}, {"$max": {"seen_at": now}})

    @store_errors()
    def note_password(self, session_id: str, now: datetime) -> None:
        self._sessions.update_one({"_id": session_id}, {"$set": {"auth_time": now}})

    @store_errors()
    def note_new_password(self, session_id: str, epoch: int, now: datetime) -> None:
        """This session outlives the others."""
        self._sessions.update_one({"_id": session_id}, {"$set": {"epoch": epoch, "auth_time": now}})

    @store_errors()
    def remove(self, session_id: str) -> None:
        self._sessions.delete_one({"_id": session_id})

    @store_errors()
    def remove_of(self, owner_id: str, session_id: str) -> bool:
        """False when the owner has no such session."""
        own = {"_id": session_id, "owner_id": owner_id}
        return self._sessions.delete_one(own).deleted_count == 1

    @store_errors()
    def remove_others(self, owner_id: str, session_id: str) -> None:
        self._sessions.delete_many({"owner_id": owner_id, "_id": {"$ne": session_id}})


class ChallengeStore:
    def __init__(self, db: Database[Document]) -> None:
        self._challenges = db["challenges"]

    @store_errors()
    def add(self, challenge: Challenge) -> None:
        self._challenges.insert_one(documents.of(challenge))

    @store_errors()
    def get(self, challenge_id: str) -> Challenge | None:
        found = self._challenges.find_one({"_id": challenge_id})
        return documents.to_plain(Challenge, found) if found else None

    @store_errors()
    def remove(self, challenge_id: str) -> bool:
        """True for the one who removed it."""
        return self._challenges.delete_one({"_id": challenge_id}).deleted_count == 1


def _joined(session_id: str) -> list[Document]:
    def owners(collection: str) -> Document:
        link = {"from": collection, "localField": "owner_id", "foreignField": "_id"}
        return {"$lookup": {**link, "as": collection}}

    return [{"$match": {"_id": session_id}}, owners("users"), owners("staff")]
