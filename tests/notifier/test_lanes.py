"""No domain gets more than it takes, and none waits for another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from services.notifier.model.lanes import RESTS
from services.notifier.model.mails import State
from services.notifier.store import LaneStore, MailStore
from services.notifier.usecases.mails import Notifier, queue_mail
from shared.messaging.outbox import Outbox
from shared.mongo import AWARE, Document
from tests.notifier.conftest import Clock, Envelopes, Postmen, connection, together
from tests.notifier.mail_server import MailServer
from tests.support.said import Said

Queue = Callable[..., list[str]]


@pytest.fixture
def queue(notifier: Notifier, envelopes: Envelopes) -> Queue:
    """Stores mails to so many boxes of a domain and gives their ids."""

    def queued(domain: str, count: int = 1) -> list[str]:
        made = [envelopes("PasswordChanged", email=f"box{n}@{domain}") for n in range(count)]
        for envelope in made:
            queue_mail(notifier, "password-changed", envelope)
        return [f"{envelope.id}:password-changed" for envelope in made]

    return queued


@pytest.fixture
def arrived(server: MailServer) -> Callable[[], Counter[str]]:
    """How many mails each domain has got."""
    return lambda: Counter(message["To"].rpartition("@")[2] for message in server.mails)


def test_a_domain_gets_so_many_a_minute_and_the_others_theirs(
    queue: Queue, postmen: Postmen, clock: Clock, arrived: Callable[[], Counter[str]]
) -> None:
    queue("big.example", 5)
    queue("small.example")
    postman, seen = postmen(per_domain=2), []
    for _ in range(4):
        postman.deliver_due()
        seen.append(arrived()["big.example"])
        clock.forward(seconds=59)
        postman.deliver_due()
        assert arrived()["big.example"] == seen[-1]
        clock.forward(seconds=1)
    assert seen == [2, 4, 5, 5]
    assert arrived()["small.example"] == 1


def test_workers_side_by_side_send_a_domain_no_more(
    queue: Queue, postmen: Postmen, clock: Clock, server: MailServer
) -> None:
    queue("big.example", 9)
    workers = [postmen(f"worker {n}", connection(server), per_domain=2) for n in range(3)]
    seen = []
    for _ in range(5):
        together(workers)
        seen.append(len(server.accepted))
        clock.forward(seconds=60)
    assert seen == [2, 4, 6, 8, 9]


def test_what_one_worker_is_refused_the_others_do_not_try(
    queue: Queue, postmen: Postmen, server: MailServer, clock: Clock
) -> None:
    server.refuses["box0@tired.example"] = "450 4.2.0 greylisted"
    queue("tired.example")
    postmen("one").deliver_due()
    server.refuses.clear()
    queue("tired.example")
    postmen("two").deliver_due()
    assert not server.accepted
    clock.forward(seconds=RESTS[0].total_seconds())
    postmen("two").deliver_due()
    assert server.accepted


def test_a_mail_in_its_turn_costs_one_question_more(
    queue: Queue, postmen: Postmen, database: Database[Document], mongo_url: str, outbox: Outbox
) -> None:
    queue("big.example", 3)
    said = Said()
    with MongoClient(mongo_url, event_listeners=[said]) as client:
        watched = client.get_database(database.name, codec_options=AWARE)
        postmen(mails=MailStore(watched, outbox), lanes=LaneStore(watched)).deliver_due()
    assert said.commands.count("findAndModify") == 3
    assert said.commands.count("update") == 3 * len(("taken", "handed over", "answered"))


def test_a_mail_that_waits_for_its_turn_has_not_failed(
    queue: Queue, postmen: Postmen, mails: MailStore, clock: Clock
) -> None:
    _, second = queue("big.example", 2)
    postmen(per_domain=1).deliver_due()
    waiting = mails.get(second)
    assert waiting
    assert (waiting.state, waiting.attempts, waiting.error) == (State.QUEUED, 0, None)
    assert waiting.due_at
    assert (waiting.due_at - clock()).total_seconds() == 60


@pytest.mark.parametrize("answer", ["450 4.2.0 greylisted", "421 4.3.2 come back later"])
def test_a_domain_that_says_not_now_rests_while_others_go_on(
    answer: str,
    queue: Queue,
    postmen: Postmen,
    server: MailServer,
    clock: Clock,
    arrived: Callable[[], Counter[str]],
) -> None:
    for mail_address in ("box0@tired.example", "box1@tired.example", "box2@tired.example"):
        server.refuses[mail_address] = answer
    queue("tired.example", 3)
    queue("awake.example", 2)
    postman = postmen()
    postman.deliver_due()
    assert (arrived(), server.steps.count("RCPT")) == ({"awake.example": 2}, 3)
    clock.forward(seconds=RESTS[0].total_seconds())
    postman.deliver_due()
    assert server.steps.count("RCPT") == 4
    clock.forward(seconds=RESTS[1].total_seconds() - 1)
    postman.deliver_due()
    assert server.steps.count("RCPT") == 4
    server.refuses.clear()
    clock.forward(seconds=60)
    postman.deliver_due()
    assert arrived()["tired.example"] == 3


def test_a_full_box_does_not_hold_up_its_domain(
    queue: Queue, postmen: Postmen, server: MailServer
) -> None:
    server.refuses["box0@calm.example"] = "452 4.2.2 box full"
    queue("calm.example", 3)
    postmen().deliver_due()
    assert len(server.accepted) == 2
