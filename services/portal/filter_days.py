"""Days typed into the filter of a list, in any of the usual spellings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from unicodedata import normalize

from services.portal.client import FieldError

_WHOLE = re.compile(r"\D*(\d{4})(?:\D+(\d{1,2})\D+|(\d{2}))(\d{1,2})\D*")


def told_days(
    state: Mapping[str, str], labels: Mapping[str, str]
) -> tuple[dict[str, str], tuple[FieldError, ...]]:
    """`state` with its days as YYYY-MM-DD. What is no day is left out and complained about;
    `labels` are those of the fields that hold days."""
    days = {name: _day(state[name]) for name in labels if name in state}
    errors = (
        FieldError(name, f"{labels[name]}は存在する日付を入力してください")
        for name, day in days.items()
        if not day
    )
    return {name: value for name, value in {**state, **days}.items() if value}, tuple(errors)


def _day(typed: str) -> str:
    """Empty for what is no day."""
    found = _WHOLE.fullmatch(normalize("NFKC", typed))
    if not found:
        return ""
    year, month, joined_month, day = found.groups()
    try:
        return date(int(year), int(month or joined_month), int(day)).isoformat()
    except ValueError:
        return ""
