"""Staff's wish that a mail goes out once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.errors import Invalid


class IdempotencyReused(Invalid):
    code = "idempotency_reused"
    detail = "同じ送信番号で、異なる内容が送信されました。"


@dataclass(frozen=True)
class Resending:
    """Who asked for it, and why; `key` tells the one form behind it, empty without one."""

    at: datetime
    by: str
    reason: str
    key: str

    def repeats(self, earlier: Resending) -> bool:
        """Whether the same form asked already; raises IdempotencyReused for another reason."""
        if not self.key or self.key != earlier.key:
            return False
        if self.reason != earlier.reason:
            raise IdempotencyReused
        return True
