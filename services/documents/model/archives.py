"""Many sheets as one ZIP file: at once, or piece by piece behind the scenes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

MOST_AT_ONCE = 100
SHEETS_OF_A_PIECE = 25
REQUESTS_AN_HOUR = 10
HOUR = timedelta(hours=1)
LIFE = timedelta(hours=1)
LONGEST_WORK = timedelta(days=1)


class State(StrEnum):
    """GIVEN: answered at once, kept only to count requests."""

    GIVEN = "given"
    PACKING = "packing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Archive:
    """`missing` are the accounts asked for that have no sheet; `done` counts packed sheets."""

    id: str
    owner: str
    facility_ids: tuple[str, ...]
    document_ids: tuple[str, ...]
    missing: tuple[str, ...]
    requested_at: datetime
    state: State
    expires_at: datetime
    done: int = 0

    @property
    def total(self) -> int:
        return len(self.document_ids)

    @property
    def piece(self) -> int:
        """The number of the piece to pack next; the pieces before it are stored."""
        return -(-self.done // SHEETS_OF_A_PIECE)

    @property
    def next_ids(self) -> tuple[str, ...]:
        return self.document_ids[self.done : self.done + SHEETS_OF_A_PIECE]

    def packed(self, number: int) -> Archive:
        return replace(self, done=self.done + number)

    def ready(self, now: datetime) -> Archive:
        return replace(self, state=State.READY, expires_at=now + LIFE)

    def failed(self) -> Archive:
        return replace(self, state=State.FAILED)

    def may_be_taken(self, facility_ids: tuple[str, ...], now: datetime) -> bool:
        """Ready, in time, and its owner still has all of its facilities."""
        theirs = set(self.facility_ids) <= set(facility_ids)
        return self.state is State.READY and theirs and now < self.expires_at


def piece_id(archive_id: str, number: int) -> str:
    return f"{archive_id}:{number}"
