"""The audits of the four services as one list, the newest first."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from flask import request

from services.portal.client import ask, ask_if_up
from services.portal.lists import PER_PAGE, Listing
from services.portal.settings import SERVICES
from services.portal.typed_day import day_fields, typed_day
from shared import clock

DEFAULT_DAYS = 7
MOST_IN_FILE = 10_000
SERVICE_WORDS = {
    "registration": "登録・職員",
    "accounts": "申請・アカウント",
    "documents": "書類",
    "notifier": "メール",
}
FILTERS = ("from", "to", "actor", "action", "target", "outcome")
Row = dict[str, Any]


@dataclass(frozen=True)
class Merged:
    """One page: rows `first` to `last` of `listing.total`; `older` is the address of the next
    page, `away` names the services without an answer."""

    listing: Listing
    first: int
    last: int
    older: str
    away: list[str]


def asked() -> dict[str, str]:
    """The filters of the present address; the last seven days unless it names others."""
    today = clock.jst_date(clock.now())
    first = (today - timedelta(days=DEFAULT_DAYS - 1)).isoformat()
    days = {name: typed_day(request.args, name, "")[0] for name in ("from", "to")}
    if not any(f"{name}_y" in request.args for name in days):
        days = {"from": first, "to": today.isoformat()}
    return days | {name: request.args.get(name, "").strip() for name in FILTERS[2:]}


def page(auth: str) -> Merged:
    """As many rows of each service as fit on the page, and of those the newest."""
    filters, size, seen = asked(), _size(), _seen()
    query = {**filters, "per_page": size, "before": request.args.get("before", "")}
    answers = {name: ask_if_up("GET", name, "audit", auth=auth, params=query) for name in SERVICES}
    up = {name: answer for name, answer in answers.items() if answer}
    merged = heapq.merge(*(_named(n, a) for n, a in up.items()), key=_age, reverse=True)
    rows = list(islice(merged, size))
    total = sum(answer["total"] for answer in up.values())
    shown = Listing(request.path, _state(filters), FILTERS[2:], "", rows, total, 1, size)
    return Merged(
        listing=shown,
        first=seen + 1,
        last=seen + len(rows),
        older=_older(shown, seen + len(rows)),
        away=[SERVICE_WORDS[name] for name in SERVICES if name not in up],
    )


def everything(auth: str) -> Iterator[Row]:
    """All that the filters find, up to MOST_IN_FILE rows. Raises Unreachable."""
    sources = [_all_of(name, asked(), auth) for name in SERVICES]
    return islice(heapq.merge(*sources, key=_age, reverse=True), MOST_IN_FILE)


def one(auth: str, service: str, row_id: str) -> Row:
    return _named(service, {"items": [ask("GET", service, "audit", row_id, auth=auth)]})[0]


def actions(auth: str) -> list[tuple[str, str]]:
    """(name, label) of every action, for a select."""
    known: dict[str, str] = {}
    for service in SERVICES:
        found = ask_if_up("GET", service, "audit", "actions", auth=auth)
        known |= {each["action"]: each["label"] for each in found["items"]} if found else {}
    return sorted(known.items(), key=lambda each: each[1])


def _all_of(service: str, filters: Mapping[str, str], auth: str) -> Iterator[Row]:
    before = ""
    while True:
        query = {**filters, "per_page": PER_PAGE[-1], "before": before}
        answer = ask("GET", service, "audit", auth=auth, params=query)
        rows = _named(service, answer)
        yield from rows
        if len(rows) < int(PER_PAGE[-1]):
            return
        before = _place(rows[-1])


def _named(service: str, answer: Mapping[str, Any]) -> list[Row]:
    return [{**row, "service": service} for row in answer["items"]]


def _age(row: Row) -> tuple[str, str]:
    return row["at"], row["id"]


def _place(row: Row) -> str:
    return f"{row['at']}/{row['id']}"


def _older(shown: Listing, count: int) -> str:
    if not shown.items or count >= shown.total:
        return ""
    return shown.address(before=_place(shown.items[-1]), seen=str(count))


def _seen() -> int:
    """How many rows the pages before this one showed."""
    text = request.args.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else 0


def _size() -> int:
    per = request.args.get("per", "")
    return int(per) if per in PER_PAGE else int(PER_PAGE[0])


def _state(filters: Mapping[str, str]) -> dict[str, str]:
    days = {**day_fields(filters["from"], "from"), **day_fields(filters["to"], "to")}
    per = {"per": request.args.get("per", "")}
    state = {**days, **{name: filters[name] for name in FILTERS[2:]}, **per}
    return {name: value for name, value in state.items() if value}
