"""Parts that freeze, stop, lie or are cut off while people go on."""

from __future__ import annotations

from signal import SIGKILL, SIGTERM, Signals

import pytest

from tests.crash.theatre import Theatre
from tests.notifier.mail_server import DROP, HANG
from tests.support.crash.control import Death
from tests.support.crash.portal import STORE
from tests.support.crash.stage import TERMINALS, meanwhile, until

OLD_ENOUGH = 6.0
MOST_ATTEMPTS = 6
SILENT = "silent for"
NOTICED = {"amqp": "NotConfirmed", "mongo": "store away", "smtp": '"verdict": "away"'}
WATERMARK = ("set_vm_memory_high_watermark", "absolute")
BUSES = ("file", "rabbitmq")

pytestmark = pytest.mark.timeout(240)
on_one_machine = pytest.mark.parametrize("theatre", ["file"], indirect=True)
on_real_parts = pytest.mark.parametrize("theatre", ["rabbitmq"], indirect=True)
on_both = pytest.mark.parametrize("theatre", BUSES, indirect=True)


@on_real_parts
def test_broker_frozen(theatre: Theatre) -> None:
    assert theatre.broker
    with theatre.stage() as stage:
        said = stage.portal.says("worker")
        theatre.broker.freeze()
        try:
            stage.register()
            until(lambda: SILENT in said(), "no confirm was missed")
        finally:
            theatre.broker.thaw()
        stage.settle()


@on_real_parts
def test_broker_short_of_memory(theatre: Theatre) -> None:
    assert theatre.broker
    with theatre.stage() as stage:
        said = stage.portal.says("worker")
        theatre.broker.control(*WATERMARK, "1MB")
        try:
            stage.register()
            until(lambda: SILENT in said(), "no confirm was missed")
        finally:
            theatre.broker.control(*WATERMARK, "512MiB")
        stage.settle()


@pytest.mark.full
@on_real_parts
def test_broker_killed(theatre: Theatre) -> None:
    """RabbitMQ 3.10 loses the leader of a quorum queue that is younger than some seconds."""
    assert theatre.broker
    with theatre.stage() as stage:
        until(lambda: stage.age > OLD_ENOUGH, "the queues are old enough")
        theatre.broker.stop(SIGKILL)
        stage.register()
        theatre.broker.start()
        stage.settle()


@on_one_machine
@pytest.mark.parametrize("how", [SIGTERM, SIGKILL], ids=["stopped", "killed"])
def test_store_restarted(theatre: Theatre, how: Signals) -> None:
    with theatre.stage() as stage:
        ref = stage.claimed()
        with meanwhile(lambda: stage.complete(ref)):
            stage.portal.signal(STORE, how)
            stage.register()
        stage.settle()


@on_real_parts
@pytest.mark.parametrize("part", ["amqp", "mongo", "smtp"])
def test_network_cut_and_healed(theatre: Theatre, part: str) -> None:
    with theatre.stage() as stage:
        ref, link = stage.claimed(), stage.around.links[part]
        said = stage.portal.says("worker")
        link.cut()
        with meanwhile(lambda: (stage.register(), stage.complete(ref))):
            until(lambda: NOTICED[part] in said(), f"{part} was not missed")
            link.heal()
        stage.settle()


@on_one_machine
@pytest.mark.parametrize(
    ("step", "answer", "copies"),
    [
        ("RCPT", "450 later", 1),
        ("DATA", "451 not now", 1),
        ("DATA", DROP, 2),
        ("DATA", HANG, 2),
        ("RCPT", "550 nobody here", 0),
        ("DATA", "554 refused", 0),
    ],
)
def test_mail_server_answers(theatre: Theatre, step: str, answer: str, copies: int) -> None:
    with theatre.stage() as stage:
        stage.settle()
        stage.mail.says[step] = [answer]
        address = stage.register()
        if not copies:
            stage.facts.bounced.add(address)
        stage.settle()
        assert len([mail for mail in stage.mail.mails if mail["To"] == address]) == copies


@on_one_machine
def test_poison_is_put_aside_and_does_no_harm(theatre: Theatre) -> None:
    """The worker dies at each try: after the last the event is dead, until staff replay it."""
    poison_documents(theatre)


@pytest.mark.full
@on_real_parts
def test_poison_from_rabbitmq(theatre: Theatre) -> None:
    poison_documents(theatre)


def poison_documents(theatre: Theatre) -> None:
    poison = Death("documents.work.handle.before", times=MOST_ATTEMPTS)
    with theatre.stage() as stage:
        ref = stage.claimed()
        stage.settle()
        stage.control.arm(poison)
        stage.reviewer.complete(ref)
        until(lambda: stage.control.fired(poison) > 1, "two deaths")
        stage.register()
        until(lambda: stage.control.happened(poison), "a death at each try", 120)
        stage.facts.dead = 1
        stage.settle()
        stage.control.arm()
        stage.replay("documents")
        stage.facts.dead, stage.facts.completed[ref] = 0, TERMINALS
        stage.settle()


@on_both
def test_300_duplicates_of_one_event(theatre: Theatre) -> None:
    with theatre.stage() as stage:
        stage.repeat(300)
        stage.settle()


@pytest.mark.full
@pytest.mark.timeout(900)
@on_both
def test_10000_duplicates_of_one_event(theatre: Theatre) -> None:
    with theatre.stage() as stage:
        stage.repeat(10_000)
        stage.settle(within=600)
