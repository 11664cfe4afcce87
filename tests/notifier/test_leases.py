"""Several mailers, slow ones and killed ones: each mail is in one hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pymongo.database import Database

from services.notifier.emails import Email
from services.notifier.model.mails import Mail, State
from services.notifier.model.replies import Reply, Verdict
from services.notifier.store import LaneStore, MailStore, free_leases
from services.notifier.usecases.delivery import Postman
from services.notifier.usecases.mails import Notifier
from tests.notifier.conftest import (
    Clock,
    Postmen,
    Queue,
    connection,
    found,
    together,
)
from tests.notifier.mail_server import MailServer


def test_a_slow_server_does_not_cost_the_lease(
    queue: Queue, notifier: Notifier, postmen: Postmen, lanes: LaneStore, clock: Clock
) -> None:
    other_mailer = postmen("two")

    class Slow:
        def __enter__(self) -> Slow:
            return self

        def __exit__(self, *_: object) -> None: ...

        def send(
            self, email: Email, mail: Mail, now: datetime, hand_over: Callable[[], None]
        ) -> Reply:
            for _ in range(5):
                clock.forward(seconds=15)
                slow.renew()
            other_mailer.deliver_due()
            return Reply(Verdict.ACCEPTED)

    slow = Postman(notifier, Slow(), lanes, 1, "one")
    mail_id = queue()
    slow.deliver_due()
    mail = found(notifier.mails, mail_id)
    assert (mail.state, mail.attempts) == (State.SENT, 1)


def test_several_mailers_share_the_work(queue: Queue, postmen: Postmen, server: MailServer) -> None:
    ids = [queue() for _ in range(20)]
    together([postmen(f"mailer-{n}", connection(server)) for n in range(3)])
    named = sorted(message["X-Portal-Event-Id"] for message in server.mails)
    assert named == sorted(mail_id.partition(":")[0] for mail_id in ids)


def test_freed_leases_are_due_at_once(
    queue: Queue,
    postmen: Postmen,
    mails: MailStore,
    server: MailServer,
    database: Database,
    clock: Clock,
) -> None:
    mail = found(mails, queue())
    mail.take("killed", clock())
    mails.save(mail)
    postmen().deliver_due()
    assert server.accepted == []
    free_leases(database, clock())
    postmen().deliver_due()
    assert len(server.accepted) == 1
