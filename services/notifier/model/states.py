"""The states of a mail, and how it stands in the words of people."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """How a mail stands, as people are told."""

    WAITING = "waiting"
    SENT = "sent"
    RETRYING = "retrying"
    FAILED = "failed"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def states(self) -> tuple[State, ...]:
        return _STATES[self]


_LABELS = {
    Standing.WAITING: "待機",
    Standing.SENT: "送信済み",
    Standing.RETRYING: "再試行中",
    Standing.FAILED: "失敗",
    Standing.DROPPED: "送信せず",
}
_STATES = {
    Standing.WAITING: (State.QUEUED, State.SENDING),
    Standing.SENT: (State.SENT,),
    Standing.RETRYING: (State.DEFERRED, State.UNKNOWN),
    Standing.FAILED: (State.FAILED,),
    Standing.DROPPED: (State.EXPIRED, State.CANCELLED),
}
