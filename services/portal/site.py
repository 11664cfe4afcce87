"""What administrators set for the whole portal. Registration keeps it and is asked every few
seconds at most; while it is away, what it said last counts."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask, current_app

from services.portal.client import Refusal, Unreachable, ask
from shared.settings import Operator

FRESH = 5.0
DEFAULTS: Mapping[str, Any] = {
    "registration_open": True,
    "requests_closed": False,
    "telephone": "",
    "telephone_note": "",
    "hours": [],
    "mail": "",
    "contact_title": "",
    "review_days": 5,
    "holidays": [],
}


@dataclass
class Site:
    """The settings as they were heard last; `asked_at` by the monotonic clock."""

    operator: Operator
    heard: Mapping[str, Any] = field(default_factory=lambda: DEFAULTS)
    asked_at: float = float("-inf")

    def current(self) -> Mapping[str, Any]:
        if time.monotonic() - self.asked_at > FRESH:
            self.asked_at = time.monotonic()
            self._listen()
        return self.heard

    def forget(self) -> None:
        """Asks again at the next page."""
        self.asked_at = float("-inf")

    def _listen(self) -> None:
        try:
            self.heard = {**DEFAULTS, **ask("GET", "registration", "settings")}
        except (Unreachable, Refusal):
            return


def furnish(app: Flask, own: Operator) -> None:
    """`own` is the operator's file, which counts wherever nothing is set."""
    app.extensions["site"] = Site(own)
    app.context_processor(lambda: {"operator": operator()})
    app.jinja_env.globals.update(requests_closed=lambda: _site().current()["requests_closed"])


def registration_open() -> bool:
    return bool(_site().current()["registration_open"])


def review_days() -> int:
    """How many business days a review takes as a rule."""
    return int(_site().current()["review_days"])


def holidays() -> frozenset[date]:
    """Closed days beside weekends and 祝日."""
    return frozenset(date.fromisoformat(day) for day in _site().current()["holidays"])


def operator() -> Operator:
    """Who runs the portal, with the contact as it is set."""
    return _site().operator.as_set(_site().current())


def changed() -> None:
    """Somebody changed the settings through this process."""
    _site().forget()


def _site() -> Site:
    found: Site = current_app.extensions["site"]
    return found
