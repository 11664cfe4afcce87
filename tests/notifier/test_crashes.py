"""Killed between any two steps, a mail goes out once; only a lost answer makes it two copies."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pymongo.database import Database
from pymongo.errors import AutoReconnect

from services.notifier.mailer import SmtpMailer
from services.notifier.model.mails import Mail, State
from services.notifier.settings import SmtpServer
from services.notifier.store import MailStore
from services.notifier.usecases.mails import Notifier, queue_mail
from shared.errors import StoreAway
from shared.messaging.outbox import Outbox
from shared.mongo import Document
from tests.notifier.conftest import SENDER, Clock, Envelopes, Postmen
from tests.notifier.mail_server import MailServer


class Killed(BaseException):
    """Nothing of the process runs after this, not even what catches exceptions."""


class DyingStore(MailStore):
    """Kills the process just before or just after it saves a mail in a certain state."""

    def __init__(
        self,
        db: Database[Document],
        outbox: Outbox,
        moment: str,
        step: Callable[[Mail], bool],
    ) -> None:
        super().__init__(db, outbox)
        self._moment, self._step = moment, step

    def save(self, mail: Mail) -> bool:
        if self._moment == "before" and self._step(mail):
            raise Killed
        saved = super().save(mail)
        if self._moment == "after" and self._step(mail):
            raise Killed
        return saved


def is_taken(mail: Mail) -> bool:
    return mail.state is State.SENDING and not mail.handed_at


def is_handed(mail: Mail) -> bool:
    return mail.state is State.SENDING and bool(mail.handed_at)


def is_answered(mail: Mail) -> bool:
    return mail.state is State.SENT


@pytest.fixture
def mail_id(notifier: Notifier, envelopes: Envelopes) -> str:
    envelope = envelopes("PasswordChanged")
    queue_mail(notifier, "password-changed", envelope)
    return f"{envelope.id}:password-changed"


@pytest.mark.parametrize(
    ("moment", "step", "copies_before", "copies_in_the_end"),
    [
        ("before", is_taken, 0, 1),
        ("after", is_taken, 0, 1),
        ("before", is_handed, 0, 1),
        ("after", is_handed, 0, 1),
        ("before", is_answered, 1, 2),
        ("after", is_answered, 1, 1),
    ],
)
def test_a_mail_outlives_its_mailer(
    moment: str,
    step: Callable[[Mail], bool],
    copies_before: int,
    copies_in_the_end: int,
    mail_id: str,
    database: Database[Document],
    outbox: Outbox,
    postmen: Postmen,
    mails: MailStore,
    server: MailServer,
    clock: Clock,
) -> None:
    with pytest.raises(Killed):
        postmen("killed", mails=DyingStore(database, outbox, moment, step)).deliver_due()
    assert len(server.accepted) == copies_before
    for seconds in (20, 30, 3600):
        clock.forward(seconds=seconds)
        postmen("next").deliver_due()
    mail = mails.get(mail_id)
    assert mail
    assert mail.state is State.SENT
    assert len(server.accepted) == copies_in_the_end
    assert {message["Message-ID"] for message in server.mails} == {mail.message_id}


def test_a_mail_taken_but_not_handed_over_leaves_as_soon_as_its_lease_ends(
    mail_id: str,
    database: Database[Document],
    outbox: Outbox,
    postmen: Postmen,
    server: MailServer,
    clock: Clock,
) -> None:
    with pytest.raises(Killed):
        postmen("killed", mails=DyingStore(database, outbox, "before", is_handed)).deliver_due()
    clock.forward(seconds=19)
    postmen("next").deliver_due()
    assert server.accepted == []
    clock.forward(seconds=1)
    postmen("next").deliver_due()
    assert len(server.accepted) == 1


def test_killed_after_the_second_copy_too_it_is_left_to_staff(
    mail_id: str,
    database: Database[Document],
    outbox: Outbox,
    postmen: Postmen,
    mails: MailStore,
    server: MailServer,
    clock: Clock,
) -> None:
    for _ in range(2):
        with pytest.raises(Killed):
            postmen(
                "killed", mails=DyingStore(database, outbox, "before", is_answered)
            ).deliver_due()
        clock.forward(seconds=20)
        postmen("next").deliver_due()
        clock.forward(seconds=30)
    postmen("next").deliver_due()
    mail = mails.get(mail_id)
    assert mail
    assert (mail.state, len(server.accepted)) == (State.FAILED, 2)


def test_a_mailer_that_lost_its_lease_lets_go_before_the_body(
    mail_id: str,
    postmen: Postmen,
    mails: MailStore,
    server: MailServer,
    clock: Clock,
) -> None:
    class Stalled(SmtpMailer):
        def _deliver(self, *args: object) -> None:  # type: ignore[override]
            raise AssertionError("the body left without a lease")

        def send(self, email, mail, now, hand_over):  # type: ignore[no-untyped-def]
            clock.forward(seconds=20)
            postmen("other").deliver_due()
            return super().send(email, mail, now, hand_over)

    carrier = Stalled(SmtpServer("smtp", "127.0.0.1", server.port), SENDER)
    postmen("stalled", carrier=carrier).deliver_due()
    mail = mails.get(mail_id)
    assert mail
    assert (mail.state, len(server.accepted)) == (State.SENT, 1)


def test_an_answer_outlives_a_short_absence_of_the_store(
    mail_id: str,
    database: Database[Document],
    outbox: Outbox,
    postmen: Postmen,
    server: MailServer,
    clock: Clock,
) -> None:
    class Flickering(MailStore):
        absences = 3

        def save(self, mail: Mail) -> bool:
            if is_answered(mail) and self.absences:
                self.absences -= 1
                raise StoreAway
            return super().save(mail)

    postmen("one", mails=Flickering(database, outbox)).deliver_due()
    clock.forward(hours=1)
    postmen("next").deliver_due()
    assert len(server.accepted) == 1


def test_a_save_that_failed_can_be_repeated(
    mail_id: str, mails: MailStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = mails.get(mail_id)
    assert mail
    mail.attempts = 7
    with monkeypatch.context() as away:
        away.setattr("pymongo.collection.Collection.update_one", _store_away)
        with pytest.raises(StoreAway):
            mails.save(mail)
    assert mails.save(mail)
    stored = mails.get(mail_id)
    assert stored
    assert stored.attempts == 7


def _store_away(*_: object) -> None:
    raise AutoReconnect
