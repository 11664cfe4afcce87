"""`./portal bench`: every hot path beside a floor measured in the same run.

It starts a portal of its own in a temporary folder. Figures are for comparing on one machine:
the ratio to the floor travels, the milliseconds do not.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from deploy.bench import buses, lists, master, registration, road, sheets, telling
from deploy.bench.buses import Ground
from deploy.bench.measured_broker import NotThere, broker_to_measure
from deploy.bench.report import Report
from deploy.bench.temporary import TemporaryPortal
from shared import mongo
from shared.messaging.bus import open_bus
from shared.secrets import Keys

ROUNDS_OF_A_BUS = 4


@click.command()
@click.option("--quick", is_flag=True, help="fewer rounds, for a first look")
@click.option("--backlog", type=click.IntRange(100), default=5000, help="messages to drain")
@click.option(
    "--only", type=click.Choice(["buses", "lists", "master"]), help="nothing but this part"
)
def bench(quick: bool, backlog: int, only: str | None) -> None:
    """Measures registration, sheets, events, long lists and the way from approval to the mail."""
    report = Report()
    rounds = 10 if quick else 40
    if not only:
        sheets.measure(report, rounds * 2)
    with (
        tempfile.TemporaryDirectory(prefix="portal-bench-") as folder,
        TemporaryPortal(Path(folder)) as portal,
    ):
        if not only:
            report.footprint(portal)
            registration.measure(report, portal, rounds)
            road.measure(report, portal, rounds * 5)
            telling.measure(report, portal, (1, 10) if quick else (1, 10, 50))
        for name, part in (("lists", lists), ("master", master)):
            if only in (None, name):
                part.measure(report, portal, rounds)
        if only not in (None, "buses"):
            return
        carried = 1 if quick else ROUNDS_OF_A_BUS
        _bus_file(report, portal, carried, backlog)
        _rabbitmq(report, portal, carried, backlog)


def _bus_file(report: Report, portal: TemporaryPortal, rounds: int, backlog: int) -> None:
    url = f"sqlite://{portal.folder / 'bench-carries.sqlite'}"
    buses.measure(report, "The bus file", _ground(portal, url, "bench_file"), rounds, backlog)


def _rabbitmq(report: Report, portal: TemporaryPortal, rounds: int, backlog: int) -> None:
    try:
        with broker_to_measure(portal.folder / "broker", os.environ) as (url, version):
            buses.measure(report, version, _ground(portal, url, "bench_broker"), rounds, backlog)
    except NotThere as reason:
        report.not_run("RabbitMQ", str(reason))


def _ground(portal: TemporaryPortal, bus_url: str, name: str) -> Ground:
    environment = portal.environment
    database = mongo.database(environment["PORTAL_MONGO_URL"], "bench", name)
    keys = Keys(Path(environment["PORTAL_SECRETS_DIR"]), buses.SERVICE)
    return Ground(open_bus(bus_url), database, keys)


__all__ = ["bench"]
