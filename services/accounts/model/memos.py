"""What staff note about an application among themselves. Never changed, never told applicants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.accounts.model.refusals import IdempotencyReused


@dataclass(frozen=True)
class Memo:
    """`id` is that of the form it was written in."""

    id: str
    ref: str
    at: datetime
    by: str
    text: str

    def check_same(self, text: str) -> None:
        """Raises IdempotencyReused when the form said something else before."""
        if text != self.text:
            raise IdempotencyReused
