"""Which terms of use hold, and whether somebody has agreed to them.

The published content decides: what people read is what they agree to.
"""

from __future__ import annotations

from services.portal.publications.model import Edition
from services.portal.shelf import in_force


def present() -> Edition:
    return in_force("terms")[0]


def changed_since(version: str) -> bool:
    return present().id != version


def edition(version: str) -> Edition | None:
    """One that held once or holds now."""
    return next((each for each in in_force("terms") if each.id == version), None)
