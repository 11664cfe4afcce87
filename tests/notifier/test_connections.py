"""Conversations with servers that want a name and a password, or a protected line."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.notifier.mailer import SmtpMailer
from services.notifier.model.mails import State
from services.notifier.settings import SmtpServer
from services.notifier.store import MailStore
from tests.notifier.conftest import (
    SENDER,
    Postmen,
    Queue,
    found,
)
from tests.notifier.mail_server import LOGIN, MailServer
from tests.notifier.tls import server_context


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
