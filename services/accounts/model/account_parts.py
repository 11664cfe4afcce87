"""What an account is made of, and which moves its status allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from services.accounts.model.refusals import IllegalMove


class Status(IntEnum):
    """In the order in which lists sort them."""

    ACTIVE = 1
    SUSPENDED = 2
    ENDED = 3

    @property
    def label(self) -> str:
        return {1: "利用可", 2: "利用停止", 3: "利用終了"}[self]


@dataclass(frozen=True)
class Move:
    """`button` is what people press, `done` what the history says afterwards."""

    button: str
    done: str
    allowed: tuple[Status, ...]
    by_staff: bool = True


ACCOUNT_MOVES = {
    "suspend": Move("利用を停止する", "利用停止", (Status.ACTIVE,)),
    "resume": Move("再開する", "利用再開", (Status.SUSPENDED,)),
    "reissue": Move("設定情報を再発行する", "設定情報の再発行", (Status.ACTIVE, Status.SUSPENDED)),
    "release": Move("利用を終了する", "利用終了", (Status.ACTIVE, Status.SUSPENDED), False),
}


def open_account_moves(status: Status) -> list[str]:
    """Those staff may make now."""
    moves = ACCOUNT_MOVES.items()
    return [name for name, move in moves if move.by_staff and status in move.allowed]


def check_account_move(status: Status, name: str) -> Move:
    """Raises IllegalMove naming what is open instead."""
    move = ACCOUNT_MOVES[name]
    if status not in move.allowed:
        raise IllegalMove(
            f"このアカウントは「{status.label}」のため、「{move.button}」は行えません。",
            moves=open_account_moves(status),
            state=status.name.lower(),
        )
    return move


@dataclass(frozen=True)
class Fingerprints:
    """Keyed fingerprints of the issued secrets; `version` counts their issues. `reissued_on` is
    the day of the latest but the first."""

    version: int
    password: str = field(repr=False)
    activation_code: str = field(repr=False)
    reissued_on: date | None = None


@dataclass(frozen=True)
class Terminal:
    """`fingerprint` is keyed, never the terminal's own."""

    fingerprint: str
    name: str
    registered_at: datetime


@dataclass(frozen=True)
class Guard:
    """The budget of wrong activation codes."""

    wrong: int = 0
    locked_until: datetime | None = None
    told_at: datetime | None = None
