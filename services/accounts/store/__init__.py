"""Documents ↔ model: the only room that knows the database."""

from services.accounts.store.indexes import INDEXES, OUTBOX

__all__ = ["INDEXES", "OUTBOX"]
