"""Links in mails: only the newest leaves, and none after its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from services.notifier.emails import Email
from services.notifier.mailer import SmtpMailer
from services.notifier.model.mails import Mail, State
from services.notifier.model.replies import Reply
from services.notifier.settings import SmtpServer
from services.notifier.store import MailStore
from services.notifier.usecases.mails import Notifier, expire_links
from tests.notifier.conftest import (
    SENDER,
    Clock,
    Postmen,
    Queue,
    found,
)
from tests.notifier.mail_server import MailServer


def test_a_newer_link_cancels_an_older_one_that_has_not_left(
    queue_link: Queue, postmen: Postmen, mails: MailStore, server: MailServer, clock: Clock
) -> None:
    older = queue_link(at=clock(), email="wrong@example.jp")
    newer = queue_link(at=clock() + timedelta(seconds=60), email="right@example.jp")
    postmen().deliver_due()
    assert [message["To"] for message in server.mails] == ["right@example.jp"]
    cancelled = found(mails, older)
    assert (cancelled.state, cancelled.envelope.data.sealed.box) == (State.CANCELLED, "")
    assert found(mails, newer).state is State.SENT


def test_a_link_that_arrives_after_its_successor_was_sent_never_leaves(
    queue_link: Queue, postmen: Postmen, mails: MailStore, server: MailServer, clock: Clock
) -> None:
    queue_link(at=clock() + timedelta(seconds=60))
    postmen().deliver_due()
    late = queue_link(at=clock())
    postmen().deliver_due()
    assert found(mails, late).state is State.CANCELLED
    assert len(server.accepted) == 1


def test_a_newer_link_stops_an_older_one_at_the_last_moment(
    queue_link: Queue, postmen: Postmen, mails: MailStore, server: MailServer, clock: Clock
) -> None:
    class Interrupted(SmtpMailer):
        def send(
            self, email: Email, mail: Mail, now: datetime, hand_over: Callable[[], None]
        ) -> Reply:
            queue_link(at=clock() + timedelta(seconds=60))
            return super().send(email, mail, now, hand_over)

    older = queue_link(at=clock())
    carrier = Interrupted(SmtpServer("smtp", "127.0.0.1", server.port), SENDER)
    postmen(carrier=carrier).deliver_due()
    assert found(mails, older).state is State.CANCELLED
    assert server.accepted == []


def test_no_mail_leaves_after_its_link_has_expired(
    queue_link: Queue, postmen: Postmen, mails: MailStore, server: MailServer, clock: Clock
) -> None:
    mail_id = queue_link(expires_at=clock() + timedelta(hours=24))
    clock.forward(hours=24)
    postmen().deliver_due()
    mail = found(mails, mail_id)
    assert (mail.state, mail.envelope.data.sealed.box) == (State.EXPIRED, "")
    assert server.accepted == []


def test_expired_links_are_given_up_even_without_a_mail_server(
    queue: Queue, queue_link: Queue, notifier: Notifier, clock: Clock
) -> None:
    plain, link = queue(), queue_link(expires_at=clock() + timedelta(hours=1))
    fresh = queue_link(expires_at=clock() + timedelta(hours=3), user_id="somebody-else")
    clock.forward(hours=2)
    expire_links(notifier)
    states = [found(notifier.mails, mail_id).state for mail_id in (plain, link, fresh)]
    assert states == [State.QUEUED, State.EXPIRED, State.QUEUED]


def test_a_mail_in_hand_is_not_given_up_under_the_mailers_hands(
    queue_link: Queue, notifier: Notifier, clock: Clock
) -> None:
    mail_id = queue_link(expires_at=clock() + timedelta(seconds=5))
    mail = found(notifier.mails, mail_id)
    mail.take("one", clock())
    notifier.mails.save(mail)
    clock.forward(seconds=10)
    expire_links(notifier)
    assert found(notifier.mails, mail_id).state is State.SENDING
