"""The door to a service's own store: client, indexes, the store's clock, one word for "away"."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from bson.codec_options import CodecOptions
from pymongo import IndexModel, MongoClient
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, WTimeoutError

from shared.errors import StoreAway

Document = dict[str, object]
AWARE: CodecOptions[Document] = CodecOptions(tz_aware=True, tzinfo=UTC)
CLOCK_REFRESH = 60.0


def connect(url: str, appname: str) -> MongoClient[Document]:
    """A lazy client; opened after fork, at first use. `journal` makes each write durable."""
    return MongoClient(
        url,
        appname=f"portal-{appname}",
        journal=True,
        tz_aware=True,
        connect=False,
        maxPoolSize=16,
        serverSelectionTimeoutMS=3000,
        connectTimeoutMS=3000,
        socketTimeoutMS=20000,
        waitQueueTimeoutMS=5000,
    )


# For partial indexes that answer equality: both stores find them by themselves. Over what $exists
# the embedded one asks for a hint and walks the whole index, which suits the few that are due.
IS_TEXT = {"$gt": ""}


def database(url: str, service: str, name: str = "") -> Database[Document]:
    """The database of one service, with aware UTC datetimes."""
    return connect(url, service).get_database(name or service, codec_options=AWARE)


def ensure_indexes(db: Database[Document], indexes: Mapping[str, Sequence[IndexModel]]) -> None:
    for collection, models in indexes.items():
        db[collection].create_indexes(list(models))


def ping(db: Database[Document]) -> bool:
    try:
        db.command("ping")
    except (ConnectionFailure, WTimeoutError):
        return False
    return True


@contextmanager
def store_errors() -> Iterator[None]:
    """Lost connections become StoreAway; everything else stays what it is."""
    try:
        yield
    except (ConnectionFailure, WTimeoutError) as error:
        raise StoreAway(type(error).__name__) from error


class StoreClock:
    """The store's time, so that leases hold between machines whose clocks differ."""

    def __init__(self, db: Database[Document]) -> None:
        self._db = db
        self._offset = timedelta()
        self._measured = float("-inf")

    def now(self) -> datetime:
        if time.monotonic() - self._measured > CLOCK_REFRESH:
            self._measure()
        return datetime.now(UTC) + self._offset

    def _measure(self) -> None:
        before = datetime.now(UTC)
        with store_errors():
            hello = self._db.client.admin.command("hello", codec_options=AWARE)
        midway = before + (datetime.now(UTC) - before) / 2
        self._offset = hello["localTime"] - midway
        self._measured = time.monotonic()
