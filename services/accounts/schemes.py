"""Grant schemes from a JSON file: a list of objects with the fields of Scheme, days as ISO text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from services.accounts.model.grant import RequiredFile, Scheme

SAMPLE = Path(__file__).with_name("schemes.json")


class BadSchemes(Exception):
    """The message says what is wrong with the file."""


def read_schemes(path: Path) -> tuple[Scheme, ...]:
    """Raises BadSchemes."""
    try:
        schemes = tuple(_scheme(given) for given in json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadSchemes(f"{path.name}: {type(error).__name__}: {error}") from error
    for scheme in schemes:
        _check(scheme)
    if len({scheme.id for scheme in schemes}) < len(schemes):
        raise BadSchemes(f"{path.name}: two schemes have one id")
    return schemes


def _scheme(given: dict[str, Any]) -> Scheme:
    return Scheme(
        **{
            **given,
            "kinds": tuple(given["kinds"]),
            "first": date.fromisoformat(given["first"]),
            "last": date.fromisoformat(given["last"]),
            "categories": tuple(given["categories"]),
            "files": tuple(RequiredFile(**file) for file in given["files"]),
        }
    )


def _check(scheme: Scheme) -> None:
    amounts = (scheme.cap, scheme.percent, scheme.unit)
    if not all(type(amount) is int and amount > 0 for amount in amounts):
        raise BadSchemes(f"{scheme.id}: cap, percent and unit are whole numbers above 0")
    if scheme.percent > 100 or scheme.last < scheme.first or not scheme.categories:
        raise BadSchemes(f"{scheme.id}: percent, period or categories make no sense")
