"""A day typed as year, month and day in three fields of their own."""

from __future__ import annotations

from collections.abc import Mapping

from services.portal.client import FieldError
from shared import japanese

PARTS = (("y", "年"), ("m", "月"), ("d", "日"))


def typed_day(form: Mapping[str, str], name: str, label: str) -> tuple[str, FieldError | None]:
    """YYYY-MM-DD for the service to judge, or what is missing. All three empty is empty."""
    parts = {part: japanese.digits(form.get(f"{name}_{part}", "")) for part, _ in PARTS}
    if not any(parts.values()):
        return "", None
    missing = next((word for part, word in PARTS if not parts[part]), None)
    if missing:
        return "", FieldError(name, f"{label}の「{missing}」を入力してください")
    return f"{parts['y']:0>4}-{parts['m']:0>2}-{parts['d']:0>2}", None


def day_fields(day: str | None, name: str) -> dict[str, str]:
    """The three fields filled in from YYYY-MM-DD."""
    values = day.split("-") if day else ("", "", "")
    return {
        f"{name}_{part}": value.lstrip("0") for (part, _), value in zip(PARTS, values, strict=True)
    }
