"""Lists: ?page=&per_page=&sort=&q= in, {items, page, per_page, total} out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from shared.web.openapi import asks, in_query

PER_PAGE = (20, 50, 100)
LONGEST_QUERY = 100
LAST_PAGE = 100_000
PAGING = (
    in_query("page", type="integer", minimum=1, maximum=LAST_PAGE, default=1),
    in_query("per_page", type="integer", enum=list(PER_PAGE), default=PER_PAGE[0]),
)


@dataclass(frozen=True)
class Page:
    """`sort` is a column name, descending with a leading "-"; unknown ones fall back."""

    number: int
    per_page: int
    sort: str
    q: str

    @property
    def skip(self) -> int:
        return (self.number - 1) * self.per_page

    @property
    def column(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")


def describes_list(columns: Sequence[str], **filters: Sequence[str]) -> Any:
    """Says how a list is asked for: `filters` are further parameters with what they may be."""
    return asks(
        *PAGING,
        in_query("sort", enum=[f"{sign}{column}" for column in columns for sign in ("", "-")]),
        in_query("q", maxLength=LONGEST_QUERY),
        *(in_query(name, **({"enum": list(of)} if of else {})) for name, of in filters.items()),
    )


def page_from_query(columns: Sequence[str], default: str) -> Page:
    """Wrong values are forgiven: a list page never answers 422 to a stale link."""
    sort = request.args.get("sort", default)
    return Page(
        number=min(max(_whole(request.args.get("page"), 1), 1), LAST_PAGE),
        per_page=_nearest(_whole(request.args.get("per_page"), PER_PAGE[0])),
        sort=sort if sort.removeprefix("-") in columns else default,
        q=request.args.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY],
    )


def page_body(items: Sequence[object], page: Page, total: int) -> dict[str, object]:
    return {"items": items, "page": page.number, "per_page": page.per_page, "total": total}


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else default


def _nearest(wanted: int) -> int:
    return next((size for size in PER_PAGE if size >= wanted), PER_PAGE[-1])
