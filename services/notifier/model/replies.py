"""What a mail server may say, and what is remembered of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What the mail server said about one attempt."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    AWAY = "away"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Reply:
    """AWAY: no conversation was possible. UNANSWERED: the body went out, then nothing came back.
    `code` is what the server said about this mail, `reason` one line in its own words.
    """

    verdict: Verdict
    reason: str = ""
    code: int | None = None


@dataclass(frozen=True)
class Attempt:
    at: datetime
    verdict: Verdict
    reason: str
