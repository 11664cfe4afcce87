"""How often one source may miss before it has to wait."""

from __future__ import annotations

import time
from functools import cached_property
from ipaddress import ip_address

from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from services.accounts.settings import Settings
from shared.errors import TooManyRequests

WHAT = "terminals"


class SourceLimit:
    """Counts misses per client address. Off for loopback clients of a loopback portal."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rate = parse(settings.terminal_misses)

    def check(self, source: str) -> None:
        """Raises TooManyRequests with the seconds to wait."""
        if self._counts(source) and not self._limiter.test(self._rate, WHAT, source):
            free_at = self._limiter.get_window_stats(self._rate, WHAT, source).reset_time
            raise TooManyRequests(retry_after=max(1, int(free_at - time.time())))

    def miss(self, source: str) -> None:
        if self._counts(source):
            self._limiter.hit(self._rate, WHAT, source)

    @cached_property
    def _limiter(self) -> MovingWindowRateLimiter:
        """Opened at the first source that counts, in a database of its own."""
        storage = storage_from_string(
            self._settings.common.mongo_url,
            database_name=f"{self._settings.database}_limits",
            serverSelectionTimeoutMS=500,
        )
        return MovingWindowRateLimiter(storage)

    def _counts(self, source: str) -> bool:
        return not (self._settings.common.loopback and _is_loopback(source))


def _is_loopback(source: str) -> bool:
    try:
        return ip_address(source).is_loopback
    except ValueError:
        return False
