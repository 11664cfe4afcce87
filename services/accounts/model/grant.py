"""What a grant is made of: the scheme that pays it, what was bought, and whole yen only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RequiredFile:
    """`id` names the role a file plays, `label` what people call it."""

    id: str
    label: str


@dataclass(frozen=True)
class Scheme:
    """A grant that can be applied for. Of the total `percent` is paid, at most `cap` yen, cut to
    whole `unit` yen. `first` and `last` bound the days of application."""

    id: str
    name: str
    kinds: tuple[str, ...]
    first: date
    last: date
    cap: int
    percent: int
    unit: int
    categories: tuple[str, ...]
    files: tuple[RequiredFile, ...]
    needs_start_date: bool

    def is_open(self, today: date) -> bool:
        return self.first <= today <= self.last

    def amount(self, total: int) -> int:
        return min(total * self.percent // 100, self.cap) // self.unit * self.unit

    def is_over(self, total: int) -> bool:
        """Whether the cap is felt."""
        return total * self.percent // 100 > self.cap


@dataclass(frozen=True)
class Item:
    """One line of a receipt; `amount` is of the whole line, in yen with tax."""

    category: str
    name: str
    quantity: int
    amount: int


@dataclass(frozen=True)
class Attachment:
    """A stored file as an application shows it; `role` is that of a RequiredFile."""

    id: str
    role: str
    name: str
    type: str
    bytes: int


def total_of(items: Iterable[Item]) -> int:
    return sum(item.amount for item in items)


def scheme_for(schemes: Sequence[Scheme], kind: str, today: date) -> Scheme | None:
    """The one open to this kind of institution, else the last that was, else the next."""
    offered = [scheme for scheme in schemes if kind in scheme.kinds]
    for choice in (
        [scheme for scheme in offered if scheme.is_open(today)],
        sorted((scheme for scheme in offered if scheme.last < today), key=_last, reverse=True),
        sorted((scheme for scheme in offered if scheme.first > today), key=_first),
    ):
        if choice:
            return choice[0]
    return None


def _first(scheme: Scheme) -> date:
    return scheme.first


def _last(scheme: Scheme) -> date:
    return scheme.last
