"""Mails on their way: a real store, a real mail server that answers as it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.notifier.mailer import SmtpMailer
from services.notifier.model.mails import State
from services.notifier.settings import SmtpServer
from services.notifier.store import MailStore
from services.notifier.usecases.delivery import BATCH
from services.notifier.usecases.mails import Notifier, queue_mail
from tests.notifier.conftest import (
    SENDER,
    TOKEN,
    Clock,
    Envelopes,
    Postmen,
    Queue,
    found,
)
from tests.notifier.mail_server import DROP, HANG, MailServer
from tests.support.store import free_port


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
