"""One append-only audit per service: what staff did or tried, kept before it is tried."""

from __future__ import annotations

from shared.audit.deed import OPERATOR, Actor, Deed, changed, concerns
from shared.audit.trail import FAILED, INDEXES, OK, OUTCOMES, REFUSED, UNKNOWN, Trail

__all__ = [
    "FAILED",
    "INDEXES",
    "OK",
    "OPERATOR",
    "OUTCOMES",
    "REFUSED",
    "UNKNOWN",
    "Actor",
    "Deed",
    "Trail",
    "changed",
    "concerns",
]
