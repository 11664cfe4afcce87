"""Documents ↔ model: the only room that knows the database."""

from services.notifier.store import lanes, mails, people
from services.notifier.store.lanes import LaneStore
from services.notifier.store.mails import MailStore, free_leases
from services.notifier.store.people import PeopleStore

INDEXES = {**mails.INDEXES, **lanes.INDEXES, **people.INDEXES}
OUTBOX = (mails.COLLECTION,)

__all__ = ["INDEXES", "OUTBOX", "LaneStore", "MailStore", "PeopleStore", "free_leases"]
