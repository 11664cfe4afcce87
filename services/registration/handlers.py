"""Events in."""

from __future__ import annotations

from collections.abc import Callable

from services.registration.usecases.linking import link_facility
from services.registration.usecases.ports import Desk
from services.registration.usecases.registrations import note_bounce
from shared.contracts import Envelope, Event, FacilityLinkApproved, MailBounced


def on_mail_bounced(envelope: Envelope, desk: Desk) -> None:
    note_bounce(desk, envelope.data)


def on_facility_link_approved(envelope: Envelope, desk: Desk) -> None:
    link_facility(desk, envelope.data, envelope.id)


HANDLERS: dict[type[Event], Callable[[Envelope, Desk], None]] = {
    MailBounced: on_mail_bounced,
    FacilityLinkApproved: on_facility_link_approved,
}
