"""Documents ↔ model: the only room that knows the database."""

from services.notifier.store import lanes, mails
from services.notifier.store.lanes import LaneStore
from services.notifier.store.mails import MailStore, free_leases

INDEXES = {**mails.INDEXES, **lanes.INDEXES}
OUTBOX = (mails.COLLECTION,)

__all__ = ["INDEXES", "OUTBOX", "LaneStore", "MailStore", "free_leases"]
