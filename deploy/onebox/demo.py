"""Sample facilities and staff for trying the portal out; written once to <data>/demo.json."""

from __future__ import annotations

from collections.abc import Mapping


def load(environment: Mapping[str, str]) -> None:
    """Makes the samples at the first start; later starts change nothing."""
