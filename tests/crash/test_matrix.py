"""The matrix: a process dies at each step of the road, and every promise holds afterwards."""

from __future__ import annotations

import importlib.util
import runpy
from collections.abc import Callable

import pytest

from tests.crash.points import CELLS, ONE_PER_SEAM, Cell, cell, unkilled
from tests.crash.theatre import Theatre
from tests.support.crash.control import INSIDE
from tests.support.crash.stage import SETTLES_WITHIN, Stage

BUSES = ("file", "rabbitmq")
REAL_LEASES = (
    "registration.relay.publish.after",
    "notifier.work.mails.insert_one.after",
    "documents.work.sheets.insert_one#2.after",
    "notifier.mailer.smtp-body.after",
)
SECOND_COPY = 30.0 + SETTLES_WITHIN
Record = Callable[[str, object], None]

pytestmark = pytest.mark.timeout(240)
on_one_machine = pytest.mark.parametrize("theatre", ["file"], indirect=True)
on_real_parts = pytest.mark.parametrize("theatre", ["rabbitmq"], indirect=True)
on_both = pytest.mark.parametrize("theatre", BUSES, indirect=True)


@on_one_machine
@pytest.mark.parametrize("name", ONE_PER_SEAM["file"])
def test_one_point_per_seam(theatre: Theatre, name: str, record_property: Record) -> None:
    play(theatre, cell(name), record_property)


@on_real_parts
@pytest.mark.parametrize("name", ONE_PER_SEAM["rabbitmq"])
def test_one_point_per_seam_of_rabbitmq(
    theatre: Theatre, name: str, record_property: Record
) -> None:
    play(theatre, cell(name), record_property)


@pytest.mark.full
@on_both
@pytest.mark.parametrize("point", CELLS, ids=lambda each: each.name)
def test_the_whole_matrix(theatre: Theatre, point: Cell, record_property: Record) -> None:
    play(theatre, point, record_property)


@pytest.mark.full
@on_one_machine
@pytest.mark.timeout(900)
def test_the_real_leases_end_within_a_minute_too(theatre: Theatre) -> None:
    """All leases and pauses as the product has them; the mail in doubt waits for its schedule."""
    with theatre.stage(CRASH_LEASES="real") as stage:
        for name in REAL_LEASES:
            act = scene(stage, cell(name).journey)
            stage.settle()
            within = SECOND_COPY if "smtp" in name else SETTLES_WITHIN
            stage.crash(cell(name).deaths, act, within)


def test_every_hurried_module_is_there() -> None:
    """One that moved away would keep its leases unnoticed."""
    hurried = runpy.run_path(str(INSIDE / "crash_hurry.py"))["LEASES"]
    assert [name for name in hurried if importlib.util.find_spec(name) is None] == []


@on_both
def test_no_step_is_left_out(theatre: Theatre) -> None:
    with theatre.stage() as stage:
        for journey in ("register", "bounce", "activate", "sign in", "approve"):
            scene(stage, journey)()
            stage.settle()
        assert unkilled(stage.control.seen()) == set()


def play(theatre: Theatre, point: Cell, record: Record) -> None:
    bus = "rabbitmq" if theatre.broker else "file"
    for name, fact in (("bus", bus), ("journey", point.journey), ("point", point.name)):
        record(name, fact)
    with theatre.stage() as stage:
        act = scene(stage, point.journey)
        stage.settle()
        record("seconds", f"{stage.crash(point.deaths, act):.1f}")


def scene(stage: Stage, journey: str) -> Callable[[], object]:
    """Everything before the act that is to be disturbed."""
    if journey == "activate":
        address, token = stage.registered()
        return lambda: stage.activate(address, token)
    if journey == "sign in":
        return lambda: stage.visitor.sign_in(stage.applicant_address)
    if journey == "apply":
        return lambda: stage.complete(stage.claimed())
    if journey.startswith("approve"):
        ref = stage.claimed()
        finish = stage.complete_and_leave if journey.endswith("leave") else stage.complete
        return lambda: finish(ref)
    return stage.bounce if journey == "bounce" else stage.register
