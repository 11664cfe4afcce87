"""The facilities master at its real size: a first import, a second with few changes, a search.

Floors: the same documents written with nothing but `insert_many` or `bulk_write` to a collection
of the same indexes, and a bare find.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterator

from pymongo import UpdateOne
from pymongo.collection import Collection

from deploy.bench.lists import page_times
from deploy.bench.people import Api, become_reviewer
from deploy.bench.report import Report, percentile
from deploy.bench.temporary import TemporaryPortal
from services.registration.settings import SERVICE, Settings
from services.registration.store.facilities import FacilityStore
from services.registration.store.indexes import INDEXES
from services.registration.usecases.comparing import Comparison, Writing
from services.registration.usecases.facility_file import COLUMNS
from shared import clock, mongo
from shared.mongo import Document

ROWS, BATCH, ONE_CHANGED_OF = 100_000, 500, 100
PREFECTURES = 47
FLOOR = "bench_facilities"
SEARCHES = {
    "by number": "q=1000050000",
    "by the beginning of a code": "q=9000012",
    "by the beginning of a name": "q=試験施術所123",
    "by prefecture and kind": "prefecture=第13県&kind=ahaki",
}


def measure(report: Report, portal: TemporaryPortal, rounds: int) -> None:
    settings = Settings.from_env(portal.environment)
    database = mongo.database(settings.common.mongo_url, SERVICE, settings.database)
    mongo.ensure_indexes(database, {FLOOR: INDEXES["facilities"]})
    report.heading(f"The facilities master: {ROWS} rows")
    store, floor = FacilityStore(database), database[FLOOR]
    _line(report, "a first import", _imported(store, 0), _took(lambda: _inserted(floor)))
    _line(report, "again, 1 % changed", _imported(store, 1), _took(lambda: _updated(floor)))
    _searched(report, portal, rounds)


def _line(report: Report, what: str, seconds: float, floor: float) -> None:
    report.line(f"{what}: seconds", f"{seconds:.1f}", f"bare writes {floor:.1f}", seconds / floor)


def _imported(store: FacilityStore, edition: int) -> float:
    """Written from the file to the last row."""
    content = _file(edition)
    writing = Writing("bench", "bench", clock.now())
    comparison = Comparison(store, writing)
    seconds = _took(lambda: comparison.run(content))
    assert not comparison.errors
    return seconds


def _searched(report: Report, portal: TemporaryPortal, rounds: int) -> None:
    staff = become_reviewer(Api(portal.url), portal.demo["staff"])
    for what, query in SEARCHES.items():
        path = f"/staff/facilities?{query}"
        slow = percentile(page_times(portal, path, "portal_staff", staff.secret, rounds), 95)
        report.line(f"search {what} (ST4): p95", f"{slow:.0f} ms", "target 1000 ms", slow / 1000)


def _file(edition: int) -> bytes:
    """Every hundredth row has another telephone number in a later edition."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows(_row(n, edition).values() for n in range(ROWS))
    return text.getvalue().encode()


def _row(number: int, edition: int) -> dict[str, str]:
    changed = edition if number % ONE_CHANGED_OF == 0 else 0
    values = (
        "ahaki",
        f"{1_000_000_000 + number}",
        f"{9_000_000_000 + number}",
        f"試験施術所{number}",
        f"シケンセジュツジョ{number}",
        f"第{number % PREFECTURES + 1:02}県",
        f"試験市試験町{number}",
        f"03{changed:02}{number:06}",
        "open",
    )
    return dict(zip(COLUMNS, values, strict=True))


def _inserted(floor: Collection[Document]) -> None:
    for start in range(0, ROWS, BATCH):
        rows = ({"_id": str(n), **_row(n, 0)} for n in range(start, start + BATCH))
        floor.insert_many(list(rows), ordered=False)


def _updated(floor: Collection[Document]) -> None:
    """Only what is different; knowing it costs one look at each row."""
    for start in range(0, ROWS, BATCH):
        ids = [str(n) for n in range(start, start + BATCH)]
        assert len(list(floor.find({"_id": {"$in": ids}}, {"phone": 1}))) == BATCH
        floor.bulk_write(list(_changes(start)), ordered=False)


def _changes(start: int) -> Iterator[UpdateOne]:
    for number in range(start, start + BATCH, ONE_CHANGED_OF):
        yield UpdateOne({"_id": str(number)}, {"$set": {"phone": _row(number, 1)["phone"]}})


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
