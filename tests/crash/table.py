"""The table of results. PORTAL_CRASH_REPORT names the file it is written to."""

from __future__ import annotations

import datetime
import os
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

HEAD = """# The crash matrix

What was killed, frozen, cut or filled up, and whether every promise held afterwards: nothing lost,
no second account or sheet, one Message-ID per event and mail and a second copy only where an answer
was lost, no orphan, nothing left to do. The figure is the time in seconds from the last death until
everything owed was done; the limit is 60 s. From outside, retries are set to wait for seconds and
leases to last 4 s; the product itself is unchanged.

A point is `<who>.<step>.<before|after>`. Who is `web` or the thread of a worker; the step is a
write (`<collection>.<method>`) or one of read, publish, receive, handle, ack, pdf and smtp-…; `#2`
means its second call. A point that no process reached is red, and so is a step that processes take
but the matrix leaves out. `file` is the bus of one machine; with `rabbitmq` the store, the broker
and the mail server are real ones behind a proxy.

Made by `PORTAL_CRASH_REPORT=docs/crash-matrix.md ./portal test -m "full or not full" tests/crash`
on {date} at commit {commit}: {summary}.
"""


class Table:
    def __init__(self) -> None:
        self._cells: dict[str, dict[str, str]] = defaultdict(dict)
        self._tests: dict[str, str] = {}
        self._outcomes: list[str] = []

    def add(self, item: pytest.Item, report: pytest.TestReport) -> None:
        facts = dict(report.user_properties)
        outcome = {"passed": "green", "failed": "RED", "skipped": "NOT RUN"}[report.outcome]
        self._outcomes.append(outcome)
        if "point" in facts:
            row = self._cells[f"{facts['journey']}: `{facts['point']}`"]
            row[facts["bus"]] = f"{facts.get('seconds', outcome)}"
        else:
            name = item.name.removeprefix("test_").replace("_", " ")
            self._tests[name] = outcome

    def write(self) -> None:
        target = os.environ.get("PORTAL_CRASH_REPORT")
        if not target or not self._outcomes:
            return
        counts = ", ".join(f"{self._outcomes.count(o)} {o}" for o in ("green", "RED", "NOT RUN"))
        head = HEAD.format(date=datetime.date.today(), commit=_commit(), summary=counts)
        lines = ["| journey and point | file | rabbitmq |", "|---|---|---|"]
        for row, by_bus in self._cells.items():
            lines.append(f"| {row} | {by_bus.get('file', '')} | {by_bus.get('rabbitmq', '')} |")
        faults = ["", "| fault | result |", "|---|---|"]
        faults += [f"| {name} | {outcome} |" for name, outcome in self._tests.items()]
        Path(target).write_text("\n".join([head, *lines, *faults, ""]), encoding="utf-8")


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
