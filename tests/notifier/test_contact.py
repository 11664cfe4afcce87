"""Mails tell people to ask whom administrators have set."""

from __future__ import annotations

from services.notifier.handlers import HANDLERS, on_password_changed
from services.notifier.usecases.mails import Notifier
from services.notifier.wrapping import COLUMNS, columns
from shared.contracts import SettingsChanged
from shared.settings import Operator
from tests.notifier.conftest import Envelopes, Postmen
from tests.notifier.mail_server import MailServer

OWN = Operator()
LONGEST = "〇" * 60


def test_mails_follow_the_settings(
    notifier: Notifier, envelopes: Envelopes, postmen: Postmen, server: MailServer
) -> None:
    """One that is waiting, too: it is written when it leaves."""
    on_password_changed(envelopes("PasswordChanged"), notifier)
    HANDLERS[SettingsChanged](envelopes("SettingsChanged"), notifier)
    postmen().deliver_due()
    [message] = server.wait_for(1)
    body = message.get_content()
    for said in ("電話：000-1111-2222（通話料無料）", "9:00～17:00", OWN.mail, OWN.names[0]):
        assert said in body
    assert OWN.telephone not in body


def test_long_settings_are_wrapped(
    notifier: Notifier, envelopes: Envelopes, postmen: Postmen, server: MailServer
) -> None:
    long = {"telephone_note": LONGEST, "contact_title": LONGEST, "hours": [LONGEST]}
    HANDLERS[SettingsChanged](envelopes("SettingsChanged", **long), notifier)
    on_password_changed(envelopes("PasswordChanged"), notifier)
    postmen().deliver_due()
    [message] = server.wait_for(1)
    assert max(columns(line) for line in message.get_content().splitlines()) <= COLUMNS
