"""Whatever anybody sends to the notifier."""

from __future__ import annotations

from pathlib import Path

from services.notifier.app import create_app
from services.notifier.settings import Settings
from services.notifier.usecases.mails import Notifier, queue_mail
from tests.notifier.conftest import Clock, Envelopes
from tests.support.strangers import knock
from tests.support.tokens import bearer, staff_token, user_token


def test_no_request_breaks_the_service(
    settings: Settings, notifier: Notifier, envelopes: Envelopes, clock: Clock, secrets_dir: Path
) -> None:
    envelope = envelopes("PasswordChanged")
    queue_mail(notifier, "password-changed", envelope)
    callers = {
        "admin": bearer(staff_token(secrets_dir, "admin", at=clock())),
        "user": bearer(user_token(secrets_dir, at=clock())),
    }
    known = {"mail_id": f"{envelope.id}:password-changed"}
    knock(create_app(settings, now=clock), "notifier", callers, known)
