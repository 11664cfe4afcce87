"""One-time links: sent by mail, kept as fingerprints, told apart when they fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.registration.model.refusals import TokenExpired, TokenSuperseded, TokenUnknown

ACTIVATION_LIFE = timedelta(hours=24)
EMAIL_CHANGE_LIFE = timedelta(hours=24)
RESET_LIFE = timedelta(hours=1)
ENROLMENT_LIFE = timedelta(hours=24)
RENEWABLE_FOR = timedelta(days=7)
KEPT = 50


@dataclass(frozen=True)
class Link:
    """`mac` is the fingerprint of the token in the mail."""

    mac: str
    sent_at: datetime
    expires_at: datetime

    @classmethod
    def sent(cls, mac: str, now: datetime, life: timedelta) -> Link:
        return cls(mac, now, now + life)

    def renewable(self, now: datetime) -> bool:
        """Whether one press may still replace it."""
        return now < self.sent_at + RENEWABLE_FOR


def check(links: list[Link], mac: str, now: datetime) -> Link:
    """The link if it is the newest of `links` and alive. Raises the reason why not."""
    presented = next((link for link in links if link.mac == mac), None)
    if presented is None:
        raise TokenUnknown
    newest = links[-1]
    if presented is not newest:
        raise TokenSuperseded(newest.sent_at)
    if now >= newest.expires_at:
        raise TokenExpired(newest.sent_at, can_resend=newest.renewable(now))
    return newest
