"""Lists whose whole state (filters, order, page) lives in their address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from services.portal.client import FieldError, ask
from services.portal.filter_days import told_days
from services.portal.forms import Form

PER_PAGE = ("20", "50", "100")
SIZES = [(size, f"{size}件") for size in PER_PAGE]
LONGEST_NUMBER = 6
NO_DAYS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Listing:
    """One page of a list: `items` of `total`, sorted by `sort` (descending with a leading "-").
    `more`: there are more than can be leafed through.

    `state` is what the address says, `filters` names the part of it that narrows the list.
    """

    path: str
    state: Mapping[str, str]
    filters: tuple[str, ...]
    sort: str
    items: Sequence[Any]
    total: int
    page: int
    per_page: int
    errors: tuple[FieldError, ...] = ()
    more: bool = False

    @property
    def form(self) -> Form:
        return Form(self.state, self.errors)

    @property
    def is_filtered(self) -> bool:
        return any(name in self.state for name in self.filters)

    @property
    def first(self) -> int:
        return (self.page - 1) * self.per_page + 1

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1

    @property
    def previous(self) -> str:
        return self.address(page=str(self.page - 1)) if self.page > 1 else ""

    @property
    def next(self) -> str:
        return self.address(page=str(self.page + 1)) if self.last < self.total else ""

    def address(self, **changes: str) -> str:
        """This list with some of its state changed; an empty value drops it."""
        state = {name: value for name, value in {**self.state, **changes}.items() if value}
        return f"{self.path}?{urlencode(state)}" if state else self.path

    def sort_address(self, column: str) -> str:
        """Sorts by the column; pressed again, the other way round."""
        wanted = f"-{column}" if self.sort == column else column
        return self.address(sort=wanted, page="")

    def direction(self, column: str) -> str:
        return {column: "ascending", f"-{column}": "descending"}.get(self.sort, "")


def listing(
    service: str,
    resource: str,
    auth: str,
    *,
    filters: tuple[str, ...],
    sort: str,
    days: Mapping[str, str] = NO_DAYS,
) -> Listing:
    """The page of `resource` that the present address asks for; `sort` unless it says another.

    `days` are the labels of the filters that hold days.
    """
    names = (*filters, *days, "sort", "per", "page")
    state = {name: request.args[name] for name in names if request.args.get(name)}
    told, errors = told_days({"sort": sort, **state}, days)
    body = _ask(service, resource, auth, told)
    pages = max(1, -(-body["total"] // body["per_page"]))
    if body["page"] > pages:
        state["page"] = told["page"] = str(pages)
        body = _ask(service, resource, auth, told)
    return Listing(
        path=request.path,
        state=state,
        filters=(*filters, *days),
        sort=state.get("sort", sort),
        errors=errors,
        **body,
    )


def page_of(found: Sequence[Any], filters: Mapping[str, str]) -> Listing:
    """The page that the present address asks for of what is already here, in its order."""
    size = request.args.get("per", "")
    per_page = int(size) if size in PER_PAGE else int(PER_PAGE[0])
    page = min(_page_number(), max(1, -(-len(found) // per_page)))
    state = {**filters, "per": size if size in PER_PAGE else "", "page": str(page)}
    return Listing(
        path=request.path,
        state={name: value for name, value in state.items() if value},
        filters=tuple(filters),
        sort="",
        items=found[(page - 1) * per_page : page * per_page],
        total=len(found),
        page=page,
        per_page=per_page,
    )


def _page_number() -> int:
    """1 for whatever is no sensible page."""
    typed = request.args.get("page", "")
    sensible = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER
    return max(1, int(typed)) if sensible else 1


def _ask(service: str, resource: str, auth: str, state: Mapping[str, str]) -> dict[str, Any]:
    params = {"per_page" if name == "per" else name: value for name, value in state.items()}
    return ask("GET", service, resource, auth=auth, params=params)
