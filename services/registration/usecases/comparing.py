"""From a list to the master: compared by digest, and only what is different is written."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from services.registration.model.facilities import OPEN, Change, Difference, Facility
from services.registration.model.imports import SHOWN, Counts, Shown
from services.registration.usecases.facility_file import Line, read_lines
from services.registration.usecases.ports import Facilities

T = TypeVar("T")
Digests = Mapping[str, tuple[str, str]]  # and status, by id
BATCH = 500
MANY = 10_000


@dataclass(frozen=True)
class Writing:
    """How the differences of an import get into the master and its history."""

    import_id: str
    by: str
    at: datetime


@dataclass
class Comparison:
    """What a file would change or, with `writing`, has changed; `shown` are the first
    differences. May be repeated after it was cut off: what is written already is unchanged then."""

    facilities: Facilities
    writing: Writing | None = None
    counts: Counts = field(default_factory=Counts)
    shown: list[Shown] = field(default_factory=list)
    errors: list[Line] = field(default_factory=list)

    def run(
        self,
        content: bytes,
        *,
        whole: bool = False,
        progress: Callable[[int], None] = lambda rows: None,
    ) -> None:
        """Lines with errors are left out; a `whole` file closes those it does not name. Raises
        UnreadableFile."""
        rows, named = 0, set[str]()
        master = self._master(content, whole)
        for lines in _one_ahead(_batches(read_lines(content))):
            good = [line.facility for line in lines if line.facility]
            self._take(good, self._looked_up(good) if master is None else master)
            self._leave_out([line for line in lines if line.facility is None])
            named.update(each.id for each in good)
            rows += len(lines)
            progress(rows)
        if whole and master:
            self._close_all_but(named, master)

    def _master(self, content: bytes, whole: bool) -> Digests | None:
        """Of all, for many lines: reading them once is quicker than looking each up."""
        return self.facilities.digests() if whole or content.count(b"\n") > MANY else None

    def _looked_up(self, batch: list[Facility]) -> Digests:
        return self.facilities.digests([each.id for each in batch])

    def _take(self, batch: list[Facility], present: Digests) -> None:
        added = [each for each in batch if each.id not in present]
        other = [each for each in batch if present.get(each.id, (each.digest,))[0] != each.digest]
        same = len(batch) - len(added) - len(other)
        self._count(added=len(added), changed=len(other), unchanged=same)
        for each in added:
            self._show(each, "added", [])
        if self.writing:
            self.facilities.add(added)
        self._overwrite(other, "changed")

    def _leave_out(self, lines: list[Line]) -> None:
        self._count(errors=len(lines))
        self.errors += lines

    def _close_all_but(self, named: set[str], present: Digests) -> None:
        were_open = [id for id, (_, status) in present.items() if status == OPEN]
        gone = [id for id in were_open if id not in named]
        self._count(closed=len(gone), before=len(were_open))
        for ids in _batches(gone):
            found = self.facilities.get_many(ids) if self._cares else {}
            self._overwrite([each.closed() for each in found.values()], "closed")

    def _overwrite(self, batch: list[Facility], what: str) -> None:
        before = self.facilities.get_many([e.id for e in batch]) if batch and self._cares else {}
        known = [each for each in batch if each.id in before]
        differences = {each.id: before[each.id].differences(each) for each in known}
        for each in known:
            self._show(each, what, differences[each.id])
        if self.writing:
            by = self.writing
            self.facilities.change(
                {e.id: (e, Change(by.at, differences[e.id], by.import_id, by.by)) for e in known}
            )

    @property
    def _cares(self) -> bool:
        """Whether anybody will see what exactly is different."""
        return self.writing is not None or len(self.shown) < SHOWN

    def _show(self, facility: Facility, what: str, differences: list[Difference]) -> None:
        if len(self.shown) < SHOWN:
            number, name = facility.registration_number, facility.name
            self.shown.append(Shown(facility.id, number, name, what, differences))

    def _count(self, **more: int) -> None:
        present = vars(self.counts)
        self.counts = replace(self.counts, **{name: present[name] + n for name, n in more.items()})


def _one_ahead(batches: Iterator[list[T]]) -> Iterator[list[T]]:
    """The next is read while the present one is looked up and written."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, batches, None)
            yield batch


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    items = iter(items)
    while batch := list(itertools.islice(items, BATCH)):
        yield batch
