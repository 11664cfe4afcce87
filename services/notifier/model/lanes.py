"""How fast mail may go to one domain: so many a minute, and a rest after "not now".

All workers share what is known of a domain; a minute after it opened a lane opens anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
RESTS = tuple(timedelta(seconds=s) for s in (1, 5, 30))
NOT_NOW = (421, 450)


@dataclass(frozen=True)
class Lane:
    """The road to one domain. `asked` counts the mails that wanted to leave since `opened_at`,
    `refusals` the last answers in a row that were "not now"."""

    opened_at: datetime
    asked: int
    rests_until: datetime | None = None
    refusals: int = 0

    def turn(self, per_minute: int) -> datetime:
        """When the mail that asked last may leave; the past means at once."""
        full_minutes = (self.asked - 1) // per_minute
        return max(self.opened_at, self.rests_until or self.opened_at) + full_minutes * MINUTE

    def rest(self) -> timedelta:
        """After one refusal more."""
        return RESTS[min(self.refusals, len(RESTS) - 1)]
