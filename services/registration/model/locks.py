"""Limits that belong to a name or an address, whether or not anybody has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
MAIL_EVERY = timedelta(seconds=60)
MAILS_A_DAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mailing:
    """The mails asked for by hand for one address: `count` of them until `day_ends`."""

    last_at: datetime
    count: int
    day_ends: datetime
    request: str = ""

    def seconds_left(self, now: datetime) -> int:
        """Until the next one may be asked for."""
        until = self.last_at + MAIL_EVERY
        if self.count >= MAILS_A_DAY:
            until = max(until, self.day_ends)
        return whole_seconds(until - now)


def whole_seconds(left: timedelta) -> int:
    return max(1, -(-left // timedelta(seconds=1)))
