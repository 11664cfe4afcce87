"""Being signed in: an opaque secret in a cookie, its fingerprint and two deadlines here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
CHALLENGE_LIFE = timedelta(minutes=5)
USER, STAFF = "user", "staff"


@dataclass(frozen=True)
class Session:
    """`epoch` is the owner's at sign-in: when the owner's moves on, the session is over."""

    id: str
    owner_id: str
    kind: str
    epoch: int
    auth_time: datetime
    seen_at: datetime
    expires_at: datetime

    @classmethod
    def begin(cls, mac: str, owner_id: str, kind: str, epoch: int, now: datetime) -> Session:
        return cls(mac, owner_id, kind, epoch, now, now, now + LONGEST)

    def alive(self, epoch: int, now: datetime) -> bool:
        return self.epoch == epoch and now < self.expires_at and now < self.seen_at + IDLE

    def to_note(self, now: datetime) -> bool:
        """Whether it is time to remember that the owner was seen."""
        return now - self.seen_at >= SEEN_EVERY


@dataclass(frozen=True)
class Challenge:
    """The password was right; the code of the second factor is awaited."""

    id: str
    staff_id: str
    epoch: int
    expires_at: datetime

    def alive(self, epoch: int, now: datetime) -> bool:
        return self.epoch == epoch and now < self.expires_at
