"""The visitor's registration draft: kept by registration, found by the secret in a cookie."""

from __future__ import annotations

from typing import Any

from services.portal.client import Refusal, ask
from services.portal.cookies import DRAFT, secret

CURRENT = ("registration", "drafts", "current")


def has_draft() -> bool:
    """Whether there is a cookie; the draft behind it may be gone."""
    return bool(secret(DRAFT))


def authorization() -> str:
    return f"Draft {secret(DRAFT)}"


def read_draft() -> dict[str, Any]:
    """Raises Refusal draft_gone after 30 minutes."""
    return ask("GET", *CURRENT, auth=authorization())


def draft_or_nothing() -> dict[str, Any]:
    try:
        return read_draft() if has_draft() else {}
    except Refusal:
        return {}


def change_draft(fields: dict[str, Any]) -> dict[str, Any]:
    return ask("PATCH", *CURRENT, json=fields, auth=authorization())


def begin_or_change_draft(fields: dict[str, str]) -> tuple[dict[str, Any], str]:
    """The draft, and its secret if it had to be a new one."""
    if has_draft():
        try:
            return change_draft(fields), ""
        except Refusal as refusal:
            if refusal.code != "draft_gone":
                raise
    answer = ask("POST", "registration", "drafts", json=fields)
    return answer["draft"], answer["secret"]
