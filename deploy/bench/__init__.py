"""`./portal bench`: every hot path beside a floor measured in the same run.

It starts a portal of its own in a temporary folder. Figures are for comparing on one machine:
the ratio to the floor travels, the milliseconds do not.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from deploy.bench import registration, road, sheets, telling
from deploy.bench.report import Report
from deploy.bench.temporary import TemporaryPortal


@click.command()
@click.option("--quick", is_flag=True, help="fewer rounds, for a first look")
def bench(quick: bool) -> None:
    """Measures registration, sheets, events and the way from approval to the mail."""
    report = Report()
    rounds = 10 if quick else 40
    sheets.measure(report, rounds * 2)
    with (
        tempfile.TemporaryDirectory(prefix="portal-bench-") as folder,
        TemporaryPortal(Path(folder)) as portal,
    ):
        report.footprint(portal)
        registration.measure(report, portal, rounds)
        road.measure(report, portal, rounds * 5)
        telling.measure(report, portal, (1, 10) if quick else (1, 10, 50))


__all__ = ["bench"]
