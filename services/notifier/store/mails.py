"""Mails. `due_at`, `topic` and `link_expires_at` exist only where they matter, so
their partial indexes stay small.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.notifier.model.mails import Mail, State
from services.notifier.model.replies import Attempt, Verdict
from services.notifier.model.resending import Resending
from services.notifier.usecases.mails import Search
from shared.contracts import decode
from shared.messaging.outbox import OUTBOX_INDEX, Outbox
from shared.mongo import IS_TEXT, Document, store_errors

COLLECTION = "mails"


def _listed(*fields: str) -> IndexModel:
    """Backs a list narrowed to or sorted by the first field, in the order of the last."""
    return IndexModel([(name, ASCENDING) for name in (*fields, "_id")], name="-".join(fields))


INDEXES = {
    COLLECTION: [
        OUTBOX_INDEX,
        IndexModel(
            [("due_at", ASCENDING)],
            name="due_at",
            partialFilterExpression={"due_at": {"$exists": True}},
        ),
        IndexModel(
            [("topic", ASCENDING), ("order", ASCENDING)],
            name="of_topic",
            partialFilterExpression={"topic": IS_TEXT},
        ),
        _listed("created_at"),
        _listed("sent_at"),
        _listed("state", "created_at"),
        _listed("mail", "created_at"),
        _listed("recipient"),
        _listed("envelope.journey"),
        _listed("envelope.id"),
    ]
}


class MailStore:
    """Every save is conditional on the revision that was read."""

    def __init__(self, db: Database[Document], outbox: Outbox) -> None:
        self._mails, self._outbox = db[COLLECTION], outbox

    def add(self, mail: Mail) -> bool:
        """False when the mail of this event is there already."""
        with store_errors():
            try:
                self._mails.insert_one({"_id": mail.id, **_document(mail), "outbox": []})
            except DuplicateKeyError:
                return False
        return True

    def get(self, mail_id: str) -> Mail | None:
        with store_errors():
            found = self._mails.find_one({"_id": mail_id})
        return _mail(found) if found else None

    def save(self, mail: Mail) -> bool:
        """State and news in one write; False when somebody else has changed the mail since it
        was read. After StoreAway it can be repeated."""
        seen = {"_id": mail.id, "revision": mail.revision}
        entries = self._outbox.entries(mail.news, mail.revision + 1, causing_id=mail.envelope.id)
        update = self._outbox.pushed(mail.id, entries, _update(mail))
        with store_errors():
            saved = self._mails.update_one(seen, update).matched_count == 1
        mail.revision += 1
        mail.news.clear()
        if saved and entries:
            self._outbox.ring()
        return saved

    def due(self, now: datetime, limit: int) -> list[Mail]:
        """Oldest first."""
        with store_errors():
            due = self._mails.find({"due_at": {"$lte": now}}, hint="due_at")
            return [_mail(row) for row in due.sort("due_at", ASCENDING).limit(limit)]

    def renew(self, mail_id: str, owner: str, until: datetime) -> None:
        mine = {"_id": mail_id, "owner": owner, "state": State.SENDING}
        with store_errors():
            self._mails.update_one(mine, {"$set": {"due_at": until}})

    def superseded(self, mail: Mail) -> bool:
        """Whether a newer link of the same topic is known."""
        if mail.topic is None:
            return False
        newer = {"topic": mail.topic, "order": {"$gt": mail.order}}
        with store_errors():
            return self._mails.find_one(newer, {"_id": 1}) is not None

    def with_expired_link(self, now: datetime) -> list[Mail]:
        query = {"due_at": {"$exists": True}, "link_expires_at": {"$lte": now}}
        with store_errors():
            return [_mail(row) for row in self._mails.find(query, hint="due_at")]

    def search(self, search: Search) -> tuple[list[Mail], int]:
        """One page, and how many there are in all."""
        query = _query(search)
        direction = DESCENDING if search.descending else ASCENDING
        with store_errors():
            found = self._mails.find(query).sort([(search.sort, direction), ("_id", direction)])
            mails = [_mail(row) for row in found.skip(search.skip).limit(search.limit)]
            return mails, self._mails.count_documents(query)


def free_leases(db: Database[Document], now: datetime) -> None:
    """Only while no mailer runs: what a killed one had in hand is due at once."""
    with store_errors():
        db[COLLECTION].update_many({"state": State.SENDING}, {"$set": {"due_at": now}})


def _query(search: Search) -> Document:
    query: Document = {"mail": search.mail} if search.mail else {}
    if search.states:
        query["state"] = {"$in": list(search.states)}
    if search.since or search.until:
        bounds = {"$gte": search.since, "$lt": search.until}
        query["created_at"] = {sign: at for sign, at in bounds.items() if at}
    if search.q:
        beginning = {"$regex": f"^{re.escape(search.q.lower())}"}
        ids = [{"envelope.id": search.q}, {"envelope.journey": search.q.upper()}]
        query["$or"] = [{"recipient": beginning}, *ids]
    return query


def _update(mail: Mail) -> Document:
    document = {**_document(mail), "revision": mail.revision + 1}
    gone = {name: "" for name in _optional(mail) if name not in document}
    return {"$set": document, **({"$unset": gone} if gone else {})}


def _optional(mail: Mail) -> Document:
    return {
        "due_at": mail.due_at,
        "topic": mail.topic,
        "link_expires_at": mail.link_expires_at,
    }


def _document(mail: Mail) -> Document:
    return {
        "mail": mail.name,
        "recipient": mail.recipient,
        "order": mail.order,
        "envelope": mail.envelope.to_dict(),
        "message_id": mail.message_id,
        "created_at": mail.created_at,
        "queued_at": mail.queued_at,
        "state": mail.state,
        "owner": mail.owner,
        "handed_at": mail.handed_at,
        "in_doubt": mail.in_doubt,
        "sent_at": mail.sent_at,
        "attempts": mail.attempts,
        "history": [vars(attempt) for attempt in mail.history],
        "resendings": [vars(resending) for resending in mail.resendings],
        "revision": mail.revision,
        **{name: value for name, value in _optional(mail).items() if value is not None},
    }


def _mail(row: Mapping[str, Any]) -> Mail:
    return Mail(
        name=row["mail"],
        envelope=decode(json.dumps(row["envelope"])),
        message_id=row["message_id"],
        created_at=row["created_at"],
        queued_at=row["queued_at"],
        due_at=row.get("due_at"),
        state=State(row["state"]),
        owner=row["owner"],
        handed_at=row["handed_at"],
        in_doubt=row["in_doubt"],
        sent_at=row["sent_at"],
        attempts=row["attempts"],
        history=[Attempt(a["at"], Verdict(a["verdict"]), a["reason"]) for a in row["history"]],
        resendings=[Resending(**asked) for asked in row.get("resendings", ())],
        revision=row["revision"],
    )
