"""Grants as accounts tells of them: what is on offer, amounts in words, attached files."""

from __future__ import annotations

from typing import Any

from flask import Response

from services.portal.client import ask, call
from services.portal.session import current_user


def offer_for(facility_id: str) -> dict[str, Any]:
    return ask("GET", "accounts", "grants", facility_id, auth=current_user().bearer)


def yen(amount: int) -> str:
    """12,000円"""
    return f"{amount:,}円"


def masked(number: str) -> str:
    """All but the last two digits of an account number."""
    return "*" * (len(number) - 2) + number[-2:]


def file_of(upload_id: str, auth: str) -> Response:
    """An attached file, to be saved and never shown in place."""
    answer = call("GET", "accounts", "uploads", upload_id, "content", auth=auth)
    response = Response(answer.content, content_type=answer.headers["content-type"])
    response.headers["Content-Disposition"] = answer.headers["content-disposition"]
    return response
