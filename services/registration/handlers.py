"""Events in."""

from __future__ import annotations

from collections.abc import Callable

from services.registration.usecases.ports import Desk
from services.registration.usecases.registrations import note_bounce
from shared.contracts import Envelope, Event, MailBounced


def on_mail_bounced(envelope: Envelope, desk: Desk) -> None:
    note_bounce(desk, envelope.data)


HANDLERS: dict[type[Event], Callable[[Envelope, Desk], None]] = {MailBounced: on_mail_bounced}
