"""Whether long work keeps its pace."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from deploy.bench.report import resident

PATIENCE = 600.0


class Tenths:
    """When each tenth of the messages began, what the process had worked and weighed by then.

    On a machine shared with others only the pace by the process's own work is telling.
    """

    def __init__(self, number: int) -> None:
        self._size, self._heard = (number - 1) // 10, 0
        self._moved = threading.Event()
        self._ends: list[float] = []
        self._worked: list[float] = []
        self._sizes: list[int] = []

    def heard(self, _: object) -> None:
        if self._heard % self._size == 0:
            self._ends.append(time.perf_counter())
            self._worked.append(time.process_time())
            self._sizes.append(resident())
            self._moved.set()
        self._heard += 1

    def wait(self) -> None:
        """Until the last tenth has begun and ended. Raises TimeoutError when nothing moves."""
        while len(self._ends) <= 10:
            if not self._moved.wait(PATIENCE):
                raise TimeoutError(f"only {self._heard} messages came")
            self._moved.clear()

    def rate(self) -> float:
        return 10 * self._size / (self._ends[10] - self._ends[0])

    def pace(self) -> float:
        return _first_to_last(self._ends)

    def own_pace(self) -> float:
        return _first_to_last(self._worked)

    def grown(self) -> int:
        return self._sizes[10] - self._sizes[1]


def _first_to_last(marks: Sequence[float]) -> float:
    return (marks[1] - marks[0]) / (marks[10] - marks[9])
