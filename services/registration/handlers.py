"""Events in: none yet."""

from __future__ import annotations

from collections.abc import Callable

from shared.contracts import Envelope, Event

HANDLERS: dict[type[Event], Callable[[Envelope], None]] = {}
