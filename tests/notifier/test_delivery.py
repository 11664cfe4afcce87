"""Mails on their way: a real store, a real mail server that answers as it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pymongo.database import Database

from services.notifier.emails import Email
from services.notifier.mailer import SmtpMailer
from services.notifier.model.mails import Mail, State
from services.notifier.model.replies import Reply, Verdict
from services.notifier.settings import SmtpServer
from services.notifier.store import LaneStore, MailStore, free_leases
from services.notifier.usecases.delivery import BATCH, Postman
from services.notifier.usecases.mails import Notifier, expire_links, queue_mail
from shared.contracts import Envelope
from tests.notifier.conftest import SENDER, TOKEN, Clock, Envelopes, Postmen, connection, together
from tests.notifier.mail_server import DROP, HANG, LOGIN, MailServer
from tests.notifier.tls import server_context
from tests.support.store import free_port

Queue = Callable[..., str]


@pytest.fixture
def queue(notifier: Notifier, envelopes: Envelopes) -> Queue:
    """Stores the mail of a new event and gives its id."""

    def queued(
        name: str = "password-changed", event_type: str = "PasswordChanged", **fields: object
    ) -> str:
        envelope: Envelope = envelopes(event_type, **fields)
        queue_mail(notifier, name, envelope)
        return f"{envelope.id}:{name}"

    return queued


@pytest.fixture
def queue_link(queue: Queue) -> Queue:
    def queued(**fields: object) -> str:
        return queue("activation-link", "RegistrationSubmitted", **fields)

    return queued


def found(mails: MailStore, mail_id: str) -> Mail:
    mail = mails.get(mail_id)
    assert mail
    return mail


def test_a_queued_mail_is_sent_once(
    queue: Queue, postmen: Postmen, mails: MailStore, server: MailServer, clock: Clock
) -> None:
    mail_id = queue()
    postmen().deliver_due()
    postmen().deliver_due()
    [message] = server.mails
    mail = found(mails, mail_id)
    assert (mail.state, mail.sent_at, mail.attempts) == (State.SENT, clock(), 1)
    assert message["Message-ID"] == mail.message_id
    assert message["To"] == mail.recipient


def test_the_same_event_queues_one_mail(
    notifier: Notifier, envelopes: Envelopes, postmen: Postmen, server: MailServer
) -> None:
    envelope = envelopes("PasswordChanged")
    for _ in range(3):
        queue_mail(notifier, "password-changed", envelope)
    postmen().deliver_due()
    assert len(server.accepted) == 1


def test_the_token_rests_sealed_leaves_in_the_mail_and_is_then_forgotten(
    queue_link: Queue, postmen: Postmen, notifier: Notifier, server: MailServer
) -> None:
    mail_id = queue_link()
    stored = found(notifier.mails, mail_id)
    assert TOKEN not in repr(stored.envelope.to_dict())
    postmen().deliver_due()
    assert f"/a/{TOKEN}\n" in server.mails[0].get_content().replace("\r\n", "\n")
    assert found(notifier.mails, mail_id).envelope.data.sealed.box == ""


def test_a_batch_leaves_over_one_connection(
    queue: Queue, postmen: Postmen, server: MailServer
) -> None:
    for _ in range(BATCH + 1):
        queue()
    postman = postmen()
    assert postman.deliver_due()
    assert (len(server.accepted), server.steps.count("QUIT")) == (BATCH, 1)
    assert not postman.deliver_due()
    assert len(server.accepted) == BATCH + 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_soft_refusal_is_tried_again_after_a_pause(
    step: str,
    queue: Queue,
    postmen: Postmen,
    mails: MailStore,
    server: MailServer,
    clock: Clock,
) -> None:
    server.says[step] = ["452 4.2.2 box full"]
    first, second = queue(), queue()
    postmen().deliver_due()
    states = {found(mails, mail_id).state for mail_id in (first, second)}
    assert states == {State.DEFERRED, State.SENT}
    clock.forward(seconds=2)
    postmen().deliver_due()
    assert len(server.accepted) == 2
    assert {found(mails, mail_id).state for mail_id in (first, second)} == {State.SENT}


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_hard_refusal_is_final_and_says_why(
    step: str,
    queue: Queue,
    postmen: Postmen,
    mails: MailStore,
    server: MailServer,
    clock: Clock,
) -> None:
    server.says[step] = ["550 5.1.1 no such box"]
    mail_id = queue()
    postmen().deliver_due()
    clock.forward(days=1)
    postmen().deliver_due()
    mail = found(mails, mail_id)
    assert (mail.state, mail.error) == (State.FAILED, "550 5.1.1 no such box")
    assert server.accepted == []


def test_a_server_that_is_away_costs_the_first_mail_a_pause_and_the_others_nothing(
    queue: Queue, postmen: Postmen, mails: MailStore
) -> None:
    nobody = SmtpMailer(SmtpServer("smtp", "127.0.0.1", free_port()), SENDER)
    ids = [queue() for _ in range(3)]
    assert not postmen(carrier=nobody).deliver_due()
    states = sorted(found(mails, mail_id).state for mail_id in ids)
    assert states == [State.DEFERRED, State.QUEUED, State.QUEUED]


@pytest.mark.parametrize("trouble", [DROP, HANG])
def test_a_lost_answer_brings_one_more_copy_under_the_same_message_id(
    trouble: str,
    queue: Queue,
    postmen: Postmen,
    mails: MailStore,
    server: MailServer,
    clock: Clock,
) -> None:
    impatient = SmtpMailer(
        SmtpServer("smtp", "127.0.0.1", server.port), SENDER, patience_for_answer=0.2
    )
    postman = postmen(carrier=impatient)
    server.says["DATA"] = [trouble]
    mail_id = queue()
    postman.deliver_due()
    assert found(mails, mail_id).state is State.UNKNOWN
    clock.forward(seconds=29)
    postman.deliver_due()
    assert len(server.accepted) == 1
    clock.forward(seconds=1)
    postman.deliver_due()
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert found(mails, mail_id).state is State.SENT


def test_two_lost_answers_end_in_failed_and_two_copies(
    queue: Queue, postmen: Postmen, mails: MailStore, server: MailServer, clock: Clock
) -> None:
    server.says["DATA"] = [DROP, DROP]
    mail_id = queue()
    for _ in range(10):
        postmen().deliver_due()
        clock.forward(minutes=1)
    assert len(server.accepted) == 2
    assert found(mails, mail_id).state is State.FAILED


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


def test_a_broken_seal_is_final(
    queue_link: Queue, postmen: Postmen, mails: MailStore, server: MailServer, envelopes: Envelopes
) -> None:
    foreign = envelopes("RegistrationSubmitted").data.sealed
    mail = found(mails, queue_link())
    data = replace(mail.envelope.data, sealed=foreign)
    mail.envelope = replace(mail.envelope, data=data)
    mails.save(mail)
    postmen().deliver_due()
    assert found(mails, mail.id).state is State.FAILED
    assert server.steps == []


@pytest.mark.parametrize("address", ["a b@example.jp", "a@example.jp\r\nDATA", "山田@example.jp"])
def test_what_is_no_address_never_reaches_the_server(
    address: str, queue: Queue, postmen: Postmen, mails: MailStore, server: MailServer
) -> None:
    mail_id = queue(email=address)
    postmen().deliver_due()
    assert found(mails, mail_id).state is State.FAILED
    assert server.steps == []


def test_legacy_addresses_with_consecutive_dots_are_served(
    queue: Queue, postmen: Postmen, server: MailServer
) -> None:
    queue(email="a..b.@docomo.ne.jp")
    postmen().deliver_due()
    assert server.mails[0]["To"] == "a..b.@docomo.ne.jp"


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


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_mailer_signs_in(queue: Queue, postmen: Postmen, mails: MailStore) -> None:
    with MailServer(login=True) as private:
        mail_id = queue()
        wrong = SmtpServer("smtp", "127.0.0.1", private.port, LOGIN[0], "wrong")
        postmen(carrier=SmtpMailer(wrong, SENDER)).deliver_due()
        assert found(mails, mail_id).state is State.DEFERRED
        queue()
        right = SmtpServer("smtp", "127.0.0.1", private.port, *LOGIN)
        postmen(carrier=SmtpMailer(right, SENDER)).deliver_due()
        assert len(private.accepted) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_protected_conversation(
    scheme: str,
    queue: Queue,
    postmen: Postmen,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context, authority = server_context(tmp_path)
    kinds = {"smtps": {"tls": context}, "smtp+starttls": {"starttls": context}}
    with MailServer(**kinds[scheme]) as private:
        carrier = SmtpMailer(SmtpServer(scheme, "127.0.0.1", private.port), SENDER)
        queue()
        postmen(carrier=carrier).deliver_due()
        assert private.accepted == []
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        queue()
        postmen(carrier=carrier).deliver_due()
        assert len(private.accepted) == 1


def test_a_server_that_cannot_protect_is_told_nothing(
    queue: Queue, postmen: Postmen, mails: MailStore, server: MailServer
) -> None:
    mail_id = queue()
    carrier = SmtpMailer(SmtpServer("smtp+starttls", "127.0.0.1", server.port), SENDER)
    postmen(carrier=carrier).deliver_due()
    assert found(mails, mail_id).state is State.DEFERRED
    assert server.steps == []
