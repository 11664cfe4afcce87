"""A facility's 運用開始日, as accounts tells it."""

from __future__ import annotations

from typing import Any

from services.portal.client import ask

StartDate = dict[str, Any]


def start_date_of(facility_id: str, auth: str) -> StartDate:
    return ask("GET", "accounts", "start-dates", facility_id, auth=auth)
