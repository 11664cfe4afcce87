"""A second worker beside the first: with a wrong clock, and while the first stands still."""

from __future__ import annotations

from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP

import pytest

from tests.crash.test_matrix import scene
from tests.crash.theatre import Theatre
from tests.support.crash.control import Death
from tests.support.crash.portal import WORKER
from tests.support.crash.stage import until

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
STANDSTILLS = {
    "registration.relay.publish.after": "register",
    "notifier.work.handle.before": "register",
    "notifier.mailer.smtp-DATA.after": "register",
    "notifier.mailer.smtp-body.before": "register",
    "documents.work.sheets.insert_one.before": "approve",
    "documents.work.bundles.update_one.before": "approve",
}

on_real_parts = pytest.mark.parametrize("theatre", ["rabbitmq"], indirect=True)
pytestmark = pytest.mark.timeout(240)


@on_real_parts
@pytest.mark.skipif(not FAKETIME, reason="NOT RUN: the Debian package faketime is missing")
def test_one_worker_two_hours_ahead(theatre: Theatre) -> None:
    clock = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME": "+2h",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with theatre.stage() as stage, stage.portal.another_worker(clock) as ahead:
        said = stage.portal.says("second")
        ref = stage.claimed()
        while "event handled" not in said():
            stage.register()
        stage.complete(ref)
        ahead.send_signal(SIGKILL)
        stage.register()
        stage.settle()


@pytest.mark.full
@on_real_parts
@pytest.mark.parametrize("point", STANDSTILLS)
def test_a_worker_that_stood_still_finds_itself_overtaken(theatre: Theatre, point: str) -> None:
    """Its leases end meanwhile and the other does the work; what it then still does is harmless."""
    still = Death(point, signal=SIGSTOP)
    with theatre.stage() as stage, stage.portal.another_worker({}) as second:
        act = scene(stage, STANDSTILLS[point])
        stage.settle()
        stage.control.arm(still)
        act()
        until(lambda: stage.control.happened(still), f"no marker of {point}")
        stage.settle()
        stage.portal.signal(WORKER, SIGCONT)
        second.send_signal(SIGCONT)
        stage.register()
        stage.settle()
