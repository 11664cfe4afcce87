"""Routes that take files: each says how large; all others keep to the common limit.

The gateway has to let the same routes through.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

V = TypeVar("V", bound=Callable[..., Any])
MEGABYTE = 1_000_000
LIST_OF_FACILITIES = 40 * MEGABYTE


def takes_up_to(size: int) -> Callable[[V], V]:
    """Above everything that wraps the view. `size` in bytes, of the whole body."""

    def mark(view: V) -> V:
        view.largest_body = size  # type: ignore[attr-defined]
        return view

    return mark


def widen_limit() -> None:
    """Before anything reads the body of this request."""
    view = current_app.view_functions.get(request.endpoint or "")
    size = getattr(view, "largest_body", None)
    if size:
        request.max_content_length = size
