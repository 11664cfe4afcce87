"""The matrix: a process dies at each step of the road, and every promise holds afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.crash.points import CELLS, ONE_PER_SEAM, Cell, cell, unkilled
from tests.crash.theatre import Theatre
from tests.support.crash.stage import Stage

BUSES = ("file", "rabbitmq")
CHOSEN = [(bus, cell(name)) for bus in BUSES for name in ONE_PER_SEAM[bus]]
WHOLE = [(bus, each) for bus in BUSES for each in CELLS]


def named(value: object) -> str:
    return value.name if isinstance(value, Cell) else str(value)


def on_one_stage(cases: Sequence[tuple[str, Cell]]) -> pytest.MarkDecorator:
    """Without a scope each case would get a portal of its own."""
    names = ("theatre", "point")
    return pytest.mark.parametrize(names, cases, indirect=names[:1], ids=named, scope="package")


@on_one_stage(CHOSEN)
@pytest.mark.timeout(240)
def test_one_point_per_seam(
    theatre: Theatre, point: Cell, record_property: Callable[[str, object], None]
) -> None:
    play(theatre, point, record_property)


@pytest.mark.full
@on_one_stage(WHOLE)
@pytest.mark.timeout(240)
def test_the_whole_matrix(
    theatre: Theatre, point: Cell, record_property: Callable[[str, object], None]
) -> None:
    play(theatre, point, record_property)


@pytest.mark.parametrize("theatre", BUSES, indirect=True)
def test_no_step_is_left_out(theatre: Theatre) -> None:
    with theatre.stage() as stage:
        for journey in ("register", "bounce", "activate", "sign in", "approve"):
            scene(stage, journey)()
            stage.settle()
        assert unkilled(stage.control.seen()) == set()


def play(theatre: Theatre, point: Cell, record: Callable[[str, object], None]) -> None:
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
