"""What must hold once the dust has settled: nothing owed, nothing lost, nothing twice, no orphan.

Reads the services' own databases, what the mail server took, and the queues of the bus.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from amqp.exceptions import AMQPError
from kombu.exceptions import KombuError
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from shared.contracts import SERVICES

OUTBOXES = (("registration", "users"), ("registration", "resets"), ("accounts", "applications"),
            ("accounts", "accounts"), ("documents", "bundles"), ("notifier", "mails"))  # fmt: skip
BUNDLE_READY = 2
PART_AWAY = (PyMongoError, AMQPError, KombuError, sqlite3.Error, OSError)


@dataclass
class Facts:
    """What people were told had happened, so it must be found, with all that follows from it."""

    registered: set[str] = field(default_factory=set)
    activated: set[str] = field(default_factory=set)
    completed: dict[str, int] = field(default_factory=dict)
    bounced: set[str] = field(default_factory=set)
    dead: int = 0


class Audit:
    """`queued` counts what is on the bus, `mails` gives what the mail server took."""

    def __init__(
        self,
        mongo_url: str,
        facts: Facts,
        mails: Callable[[], list[EmailMessage]],
        queued: Callable[[], int],
    ) -> None:
        self.store: MongoClient[Any] = MongoClient(mongo_url, serverSelectionTimeoutMS=1000)
        self._facts, self._mails, self._queued = facts, mails, queued

    def complaints(self) -> list[str]:
        """Empty when every promise is kept."""
        try:
            return [*self._owed(), *self._people(), *self._applications(), *self._sent()]
        except PART_AWAY as error:
            return [f"cannot look: {type(error).__name__}"]

    def _owed(self) -> Iterator[str]:
        """Work that somebody still has to do, or that nobody will ever do."""
        for service, name in OUTBOXES:
            owing = self.store[service][name]
            if count := owing.count_documents({"outbox_partition": {"$exists": True}}):
                yield f"{count} in {service}.{name} owe events"
            stranded = {"outbox.0": {"$exists": True}, "outbox_partition": {"$exists": False}}
            if owing.count_documents(stranded):
                yield f"{service}.{name}: events that no relay will ever find"
        if count := self._queued():
            yield f"{count} messages on the bus"
        for service in SERVICES:
            states = Counter(row["state"] for row in self.store[service].inbox.find())
            if open_ := states["claimed"] + states["waiting"]:
                yield f"{open_} events in the inbox of {service}"
        dead = sum(self.store[s].inbox.count_documents({"state": "dead"}) for s in SERVICES)
        if dead != self._facts.dead:
            yield f"{dead} dead events"
        if self.store.accounts.applications.count_documents({"to_create": True}):
            yield "accounts still to be stored"

    def _people(self) -> Iterator[str]:
        users = list(self.store.registration.users.find())
        addresses = Counter(user["email"] for user in users)
        for address in self._facts.registered:
            if addresses[address] != 1:
                yield f"{addresses[address]} registrations of {address}"
            yield from self._one_mail("activation-link", {"recipient": address})
        told = {user["email"] for user in users if "bounce" in user}
        if told != self._facts.bounced:
            yield f"bounces known of {told}, not of {self._facts.bounced}"
        for address in self._facts.activated:
            yield from self._one_mail("registration-complete", {"recipient": address})
            known = {"person.email": address}
            if self.store.accounts.profiles.count_documents(known) != 1:
                yield f"accounts does not know {address}"

    def _applications(self) -> Iterator[str]:
        accounts, documents = self.store.accounts, self.store.documents
        for ref, expected in self._facts.completed.items():
            issued = accounts.applications.find_one({"_id": ref})["issued"]
            stored = list(accounts.accounts.find({"ref": ref}))
            sheets = {sheet["_id"] for sheet in documents.sheets.find({"ref": ref}, {"_id": 1})}
            if issued != dict.fromkeys(("expected", "accounts", "documents"), expected):
                yield f"{ref} says {issued}"
            if len(stored) != expected or len(sheets) != expected:
                yield f"{ref} has {len(stored)} accounts and {len(sheets)} sheets"
            if {account.get("document_id") for account in stored} != sheets:
                yield f"{ref}: its accounts and its sheets do not belong together"
            if not documents.bundles.find_one({"_id": ref, "version": BUNDLE_READY}):
                yield f"the bundle of {ref} is not ready"
            yield from self._one_mail("application-complete", {"envelope.data.ref": ref})
        yield from self._orphans()

    def _orphans(self) -> Iterator[str]:
        """Accounts without an approval, sheets without an account."""
        accounts, sheets = self.store.accounts.accounts, self.store.documents.sheets
        approved = self.store.accounts.applications.distinct("_id", {"state": "completed"})
        if count := accounts.count_documents({"ref": {"$nin": approved}}):
            yield f"{count} accounts of no approved application"
        if count := sheets.count_documents({"account_id": {"$nin": accounts.distinct("_id")}}):
            yield f"{count} sheets of no account"

    def _one_mail(self, name: str, about: dict[str, str]) -> Iterator[str]:
        found = list(self.store.notifier.mails.find({"mail": name, **about}))
        if len(found) != 1:
            yield f"{len(found)} mails {name} for {about}"

    def _sent(self) -> Iterator[str]:
        """One Message-ID per event and mail; a second copy only where an answer was lost."""
        copies = Counter(
            (str(mail["X-Portal-Event-Id"]), str(mail["Message-ID"])) for mail in self._mails()
        )
        for row in self.store.notifier.mails.find():
            lost = sum(attempt["verdict"] == "unanswered" for attempt in row["history"])
            arrived = copies.pop((row["envelope"]["id"], row["message_id"]), 0)
            wanted = "failed" if row["recipient"] in self._facts.bounced else "sent"
            if row["state"] != wanted:
                yield f"mail {row['_id']} is {row['state']}"
            elif wanted == "sent" and not 1 <= arrived <= 1 + lost:
                yield f"mail {row['_id']}: {arrived} copies, {lost} answers lost"
        if copies:
            yield f"mails nobody remembers: {sorted(copies)}"
