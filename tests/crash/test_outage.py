"""The broker is away for minutes while people register: nobody notices, and every mail arrives."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.crash.theatre import Theatre
from tests.support.crash.stage import SETTLES_WITHIN

A_MAIL_TAKES = 1.0  # all of its road, on a machine busy with other tests
HEAD = "kind,registration_number,institution_code,name,name_kana,prefecture,address,phone,status\n"

pytestmark = pytest.mark.parametrize("theatre", ["rabbitmq"], indirect=True)


@pytest.mark.timeout(300)
def test_20_registrations_while_the_broker_is_stopped(theatre: Theatre, tmp_path: Path) -> None:
    register_through_an_outage(theatre, tmp_path, people=20, seconds=0)


@pytest.mark.full
@pytest.mark.timeout(900)
def test_200_registrations_while_the_broker_is_stopped_for_two_minutes(
    theatre: Theatre, tmp_path: Path
) -> None:
    register_through_an_outage(theatre, tmp_path, people=200, seconds=120)


def register_through_an_outage(
    theatre: Theatre, folder: Path, *, people: int, seconds: float
) -> None:
    assert theatre.broker
    with theatre.stage() as stage:
        facilities = [facility(number) for number in range(people)]
        stage.portal.run("facilities", "import", listed(folder / "facilities.csv", facilities))
        stage.settle()
        theatre.broker.stop()
        until = time.monotonic() + seconds
        try:
            addresses = [stage.register(each) for each in facilities]
            time.sleep(max(0.0, until - time.monotonic()))
            assert not {mail["To"] for mail in stage.mail.mails} & set(addresses)
        finally:
            theatre.broker.start()
        stage.settle(SETTLES_WITHIN + people * A_MAIL_TAKES)


def facility(number: int) -> dict[str, Any]:
    return {"kind": "josan", "prefix": None, "number": f"{8_800_000_000 + number}"}


def listed(target: Path, facilities: list[dict[str, Any]]) -> Path:
    """The CSV file an operator would import."""
    lines = [
        f"{each['kind']},{each['number']},{each['number']},見本助産所{row},ミホン,見本県,見本市,0,open"
        for row, each in enumerate(facilities)
    ]
    target.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return target
