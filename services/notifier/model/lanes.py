"""How fast mail may go to one domain: so many a minute, and a rest after "not now".

What one worker has seen; a domain nothing was heard of for a minute starts afresh.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
RESTS = tuple(timedelta(seconds=s) for s in (1, 5, 30))
NOT_NOW = (421, 450)


@dataclass
class Lane:
    """The road to one domain. `asked` counts the mails that wanted to leave since `opened_at`,
    `refusals` the last answers in a row that were "not now"."""

    opened_at: datetime
    rests_until: datetime
    asked: int = 0
    refusals: int = 0

    def next_turn(self, per_minute: int, now: datetime) -> datetime:
        """When one mail more may leave; the past means at once."""
        if now >= self.opened_at + MINUTE:
            self.opened_at, self.asked = now, 0
        full_minutes = self.asked // per_minute
        self.asked += 1
        return max(self.opened_at, self.rests_until) + full_minutes * MINUTE

    def heard(self, code: int | None, now: datetime) -> None:
        """A server's answer to a mail on this road; None when there was none."""
        if code in NOT_NOW:
            self.rests_until = now + RESTS[min(self.refusals, len(RESTS) - 1)]
            self.refusals += 1
        elif code:
            self.refusals = 0

    def quiet(self, now: datetime) -> bool:
        return now >= max(self.opened_at + MINUTE, self.rests_until)


class Lanes:
    """All roads of one worker."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._lanes: dict[str, Lane] = {}

    def next_turn(self, domain: str, now: datetime) -> datetime:
        """As Lane.next_turn."""
        return self._lane(domain, now).next_turn(self._per_minute, now)

    def heard(self, domain: str, code: int | None, now: datetime) -> None:
        self._lane(domain, now).heard(code, now)

    def forget_quiet(self, now: datetime) -> None:
        self._lanes = {name: lane for name, lane in self._lanes.items() if not lane.quiet(now)}

    def _lane(self, domain: str, now: datetime) -> Lane:
        return self._lanes.setdefault(domain, Lane(opened_at=now, rests_until=now))
