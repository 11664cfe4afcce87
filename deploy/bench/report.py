"""How a figure is printed: what, how much, beside which floor, and the ratio between them."""

from __future__ import annotations

import contextlib
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from deploy.bench.temporary import TemporaryPortal

SETTLES_SECONDS = 5.0  # a second web process may still be loading
IDLE_SECONDS = 10.0
MEGABYTE = 1024 * 1024
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Timing:
    """Per call, in milliseconds: processor time of this process, and wall time."""

    cpu_ms: float
    wall_ms: float


def timed(call: Callable[[], object], rounds: int, warm_up: int = 3) -> Timing:
    """The mean of `rounds` calls after a warm-up."""
    for _ in range(warm_up):
        call()
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(rounds):
        call()
    used, passed = time.process_time() - cpu, time.perf_counter() - wall
    return Timing(used * 1000 / rounds, passed * 1000 / rounds)


def percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


class Report:
    """Prints each line as soon as it is known: long work shows progress."""

    def heading(self, text: str) -> None:
        click.echo(f"\n{text}")

    def not_run(self, what: str, why: str) -> None:
        click.echo(f"\nNOT RUN: {what} ({why})")

    def line(self, what: str, value: str, floor: str = "", ratio: float | None = None) -> None:
        beside = f"   floor: {floor}" if floor else ""
        times = f"   ratio {ratio:.2f}" if ratio is not None else ""
        click.echo(f"  {what:<60} {value:>9}{beside}{times}")

    def footprint(self, portal: TemporaryPortal) -> None:
        """Resident memory of all processes, and their processor time while nothing happens."""
        self.heading("All processes of one portal, idle")
        time.sleep(SETTLES_SECONDS)
        before = portal.cpu_seconds()
        time.sleep(IDLE_SECONDS)
        used = (portal.cpu_seconds() - before) / IDLE_SECONDS * 100
        self.line("resident memory", f"{portal.resident() / MEGABYTE:.0f} MB", "target 800 MB")
        self.line("processor, of one core", f"{used:.1f} %", "target 5 %")


def resident() -> int:
    """Bytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def children(pid: int) -> list[int]:
    """The process and everything below it; below one that has just ended is nothing."""
    found = [pid]
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += children(int(child))
    return found
