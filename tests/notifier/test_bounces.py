"""A refusal for good is made known once, with the end of its mail and in the same write."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database

from services.notifier.model.mails import Mail, State
from services.notifier.store import MailStore
from services.notifier.usecases.mails import Notifier, queue_mail, send_again
from shared.contracts import Envelope, MailBounced, decode, derived_id
from shared.errors import StoreAway
from shared.messaging.outbox import Outbox
from shared.mongo import Document
from tests.notifier.conftest import Clock, Envelopes, Postmen, sample
from tests.notifier.mail_server import MailServer

ADDRESS = "nobody@example.jp"
Ask = Callable[..., Envelope]


@pytest.fixture
def ask(notifier: Notifier, envelopes: Envelopes) -> Ask:
    """Stores the mail with a link of a new registration."""

    def asked() -> Envelope:
        envelope = envelopes("RegistrationSubmitted", email=ADDRESS)
        queue_mail(notifier, "activation-link", envelope)
        return envelope

    return asked


def owed(database: Database[Document]) -> list[Envelope]:
    rows: list[Any] = list(database["mails"].find())
    return [decode(json.dumps(entry)) for row in rows for entry in row["outbox"]]


def test_a_refusal_for_good_is_made_known(
    ask: Ask, postmen: Postmen, server: MailServer, database: Database[Document]
) -> None:
    server.refuses[ADDRESS] = "550 5.1.1 User unknown"
    asked = ask()
    postmen().deliver_due()
    [bounced] = owed(database)
    assert bounced.id == derived_id(asked.id, "MailBounced", asked.subject)
    assert bounced.source == "notifier"
    assert bounced.data == MailBounced(
        event_id=asked.id,
        mail="activation-link",
        about=asked.subject,
        email=ADDRESS,
        code=550,
        reason="550 5.1.1 User unknown",
    )
    row = database["mails"].find_one()
    assert row
    assert row["state"] == "failed"
    assert "outbox_partition" in row


def test_the_sample_is_what_is_published(
    ask: Ask, postmen: Postmen, server: MailServer, database: Database[Document]
) -> None:
    server.refuses[ADDRESS] = "550 5.1.1 User unknown"
    ask()
    postmen().deliver_due()
    [bounced] = owed(database)
    known = sample("MailBounced").to_dict()
    assert set(bounced.to_dict()) | {"traceparent"} == set(known)
    assert bounced.to_dict()["dataschema"] == known["dataschema"]


def test_the_servers_words_become_one_short_line(
    ask: Ask, postmen: Postmen, server: MailServer, database: Database[Document]
) -> None:
    server.refuses[ADDRESS] = "550-5.1.1 User unknown\r\n550 " + "long " * 60
    ask()
    postmen().deliver_due()
    [bounced] = owed(database)
    assert bounced.data.reason.startswith("550 5.1.1 User unknown long long")
    assert bounced.data.reason.isprintable()
    assert len(bounced.data.reason) <= 200


@pytest.mark.parametrize(
    ("step", "answer"),
    [("RCPT", "450 4.2.0 later"), ("DATA", "452 4.2.2 full"), ("RCPT", "535 5.7.8 sign in")],
)
def test_what_is_not_final_is_not_made_known(
    step: str,
    answer: str,
    ask: Ask,
    postmen: Postmen,
    server: MailServer,
    database: Database[Document],
) -> None:
    server.says[step] = [answer]
    ask()
    postmen().deliver_due()
    assert owed(database) == []


def test_a_mail_the_server_never_heard_of_is_no_bounce(
    notifier: Notifier, envelopes: Envelopes, postmen: Postmen, database: Database[Document]
) -> None:
    queue_mail(notifier, "password-changed", envelopes("PasswordChanged", email="no address"))
    postmen().deliver_due()
    assert owed(database) == []


def test_a_second_refusal_of_the_same_mail_is_the_same_fact(
    notifier: Notifier,
    envelopes: Envelopes,
    postmen: Postmen,
    server: MailServer,
    database: Database[Document],
    clock: Clock,
) -> None:
    server.refuses[ADDRESS] = "550 5.1.1 User unknown"
    envelope = envelopes("PasswordChanged", email=ADDRESS)
    queue_mail(notifier, "password-changed", envelope)
    postmen().deliver_due()
    send_again(notifier, f"{envelope.id}:password-changed", by="審査一郎", reason="再送", key="")
    postmen().deliver_due()
    assert len({bounced.id for bounced in owed(database)}) == 1


def test_a_save_keeps_what_the_document_still_owes(
    ask: Ask, postmen: Postmen, mails: MailStore, server: MailServer, database: Database[Document]
) -> None:
    server.refuses[ADDRESS] = "550 5.1.1 User unknown"
    asked = ask()
    postmen().deliver_due()
    mail = mails.get(f"{asked.id}:activation-link")
    assert mail
    assert mails.save(mail)
    assert len(owed(database)) == 1


def test_an_end_that_could_not_be_stored_at_once_is_made_known_once(
    ask: Ask, postmen: Postmen, server: MailServer, database: Database[Document], outbox: Outbox
) -> None:
    class Flickering(MailStore):
        absences = 3

        def save(self, mail: Mail) -> bool:
            if mail.state is State.FAILED and self.absences:
                self.absences -= 1
                raise StoreAway
            return super().save(mail)

    server.refuses[ADDRESS] = "554 5.7.1 no"
    ask()
    postmen(mails=Flickering(database, outbox)).deliver_due()
    assert [bounced.data.code for bounced in owed(database)] == [554]
