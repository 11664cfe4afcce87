"""How often one source may knock. Local visitors of a local portal are never counted."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import ParamSpec, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import current_app
from limits import parse
from limits.errors import StorageError
from limits.storage import MongoDBStorage
from limits.strategies import MovingWindowRateLimiter

from shared.errors import TooManyRequests, Unavailable
from shared.web.app import client_address

P = ParamSpec("P")
R = TypeVar("R")
STORE_PATIENCE_MS = 500


class SourceLimits:
    """Counts in the store, so that all processes count together."""

    def __init__(
        self, mongo_url: str, database: str, limits: Mapping[str, str], *, spare_loopback: bool
    ) -> None:
        self._url = _without_journal(mongo_url)
        self._database = database
        self._limits = {name: parse(text) for name, text in limits.items()}
        self._spare_loopback = spare_loopback
        self._opening = threading.Lock()
        self._window: MovingWindowRateLimiter | None = None

    def count(self, name: str, address: str) -> None:
        """Raises TooManyRequests."""
        if self._spare_loopback and _is_loopback(address):
            return
        limit = self._limits[name]
        try:
            window = self._opened()
            if window.hit(limit, name, address):
                return
            until = window.get_window_stats(limit, name, address).reset_time
        except StorageError as error:
            raise Unavailable from error
        raise TooManyRequests(retry_after=max(1, int(until - time.time()) + 1))

    def _opened(self) -> MovingWindowRateLimiter:
        """One client per process, opened after the fork."""
        with self._opening:
            if self._window is None:
                storage = MongoDBStorage(
                    self._url,
                    database_name=self._database,
                    counter_collection_name="source_counters",
                    window_collection_name="source_windows",
                    wrap_exceptions=True,
                    serverSelectionTimeoutMS=STORE_PATIENCE_MS,
                )
                storage.check()
                self._window = MovingWindowRateLimiter(storage)
            return self._window


def limited(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The view is counted under `name` before anything else happens."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def counted(*args: P.args, **kwargs: P.kwargs) -> R:
            limits: SourceLimits = current_app.extensions["source_limits"]
            limits.count(name, client_address())
            return view(*args, **kwargs)

        return counted

    return decorate


def _without_journal(mongo_url: str) -> str:
    """Counting need not survive a power cut."""
    parts = urlsplit(mongo_url)
    options = [pair for pair in parse_qsl(parts.query) if pair[0] != "journal"]
    return urlunsplit(parts._replace(query=urlencode(options)))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == ""
