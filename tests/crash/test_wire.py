"""The answer that never comes: the other side did it, and we cannot know."""

from __future__ import annotations

from signal import SIGKILL

import pytest

from shared.messaging.topology import EXCHANGE
from tests.crash.test_matrix import scene
from tests.crash.theatre import Theatre
from tests.support.crash.portal import WEB, WORKER
from tests.support.crash.stage import Stage, meanwhile

ANSWERS_WITHIN = 30.0
PUBLISH = b"\x00\x3c\x00\x28\x00\x00" + bytes([len(EXCHANGE)]) + EXCHANGE.encode()
FINAL_DOT = b"\r\n.\r\n"

on_real_parts = pytest.mark.parametrize("theatre", ["rabbitmq"], indirect=True)
WITHHELD = {
    "the confirm of a publish": ("amqp", PUBLISH, "register", WORKER),
    "the 250 after the final dot": ("smtp", FINAL_DOT, "register", WORKER),
    "the reply to a registration": ("mongo", b"RegistrationSubmitted", "register", WEB),
    "the reply to an approval": ("mongo", b"planned_accounts", "approve", WEB),
    "the reply to the relay's mark": ("mongo", b"$$this.id", "register", WORKER),
    "the reply to a stored sheet": ("mongo", b"sha256", "approve", WORKER),
    "the reply to done": ("mongo", b"done_at", "register", WORKER),
    "the reply to a kept answer": ("mongo", b"accepted", "register", WORKER),
}
ONE_PER_LINK = ("the confirm of a publish", "the reply to a registration")


@on_real_parts
@pytest.mark.parametrize("answer", ONE_PER_LINK)
@pytest.mark.timeout(240)
def test_a_lost_answer(theatre: Theatre, answer: str) -> None:
    with theatre.stage() as stage:
        lose(stage, answer, killed=False)


@pytest.mark.full
@on_real_parts
@pytest.mark.parametrize("killed", [False, True], ids=["then the line is cut", "then killed"])
@pytest.mark.parametrize("answer", WITHHELD)
@pytest.mark.timeout(240)
def test_every_lost_answer(theatre: Theatre, answer: str, killed: bool) -> None:
    with theatre.stage() as stage:
        lose(stage, answer, killed=killed)


@on_real_parts
@pytest.mark.timeout(240)
def test_a_lost_250_costs_one_more_copy_under_the_same_message_id(theatre: Theatre) -> None:
    with theatre.stage() as stage:
        lose(stage, "the 250 after the final dot", killed=False)
        newest = stage.mail.mails[-1]
        copies = [mail for mail in stage.mail.mails if mail["To"] == newest["To"]]
        assert len(copies) == 2
        assert copies[0]["Message-ID"] == copies[1]["Message-ID"]


def lose(stage: Stage, answer: str, *, killed: bool) -> None:
    """While somebody acts, the server does as it is told and its answer is lost."""
    part, pattern, journey, waiting = WITHHELD[answer]
    link = stage.around.links[part]
    act = scene(stage, journey)
    stage.settle()
    link.withhold(pattern)
    with meanwhile(act):
        assert link.withheld.wait(ANSWERS_WITHIN), f"nobody asked {part} for it"
        if killed:
            stage.portal.signal(waiting, SIGKILL)
        link.hang_up()
    stage.settle()
