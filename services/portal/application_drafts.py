"""下書き: forms put aside, as accounts keeps them for a facility."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.client import ask
from services.portal.session import current_user

NOT_ANSWERS = ("csrf_token", "form_id", "action", "facility", "ref", "version")


def keep_draft(kind: str, facility_id: str, typed: Mapping[str, str]) -> None:
    answers = {name: value for name, value in typed.items() if name not in NOT_ANSWERS}
    body = {"facility_id": facility_id, "answers": answers}
    ask("PUT", "accounts", "drafts", kind, json=body, auth=current_user().bearer)


def drafts() -> list[dict[str, Any]]:
    """Of all the user's facilities, the newest first."""
    return ask("GET", "accounts", "drafts", auth=current_user().bearer)["items"]


def draft_of(kind: str, facility_id: str) -> dict[str, str]:
    """The draft's fields; empty when there is none."""
    for draft in drafts():
        if draft["kind"] == kind and draft["facility"]["id"] == facility_id:
            return draft["answers"]
    return {}


def drop_draft(kind: str, facility_id: str) -> None:
    params = {"facility_id": facility_id}
    ask("DELETE", "accounts", "drafts", kind, params=params, auth=current_user().bearer)
