"""The language between services: facts by publisher, with their readers.

Imports nothing of ours. Every event has one JSON sample in `samples/<Type>.v<N>.json`,
against which the publisher's and the consumers' tests run.
"""

from __future__ import annotations

from shared.contracts import envelope as _envelope
from shared.contracts.accounts import (
    PROCEDURES,
    AccountReleased,
    AccountResumed,
    AccountSuspended,
    ActivationLocked,
    ApplicationCompleted,
    ApplicationRejected,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CredentialsReissued,
    FacilityLinkApproved,
    GrantDecided,
    IssuedAccount,
    ReleaseApproved,
    StartDateRegistered,
    StartDateReminderDue,
    TerminalActivated,
)
from shared.contracts.documents import (
    ApplicationDocumentsReady,
    DecisionNoticeReady,
    ReissuedDocumentReady,
    StoredSheet,
)
from shared.contracts.envelope import Envelope, Malformed, derived_id, routing_key
from shared.contracts.event import Event, FacilityRef, Institution, Person, Sealed, Secret
from shared.contracts.notifier import MailBounced
from shared.contracts.registration import (
    EmailChangeRequested,
    ExistingAddressRegistered,
    FacilityLinkRefused,
    PasswordChanged,
    PasswordResetRequested,
    RegistrationSubmitted,
    SettingsChanged,
    UserActivated,
    UserChanged,
)

PUBLISHED: dict[str, tuple[type[Event], ...]] = {
    "registration": (
        RegistrationSubmitted,
        ExistingAddressRegistered,
        UserActivated,
        UserChanged,
        FacilityLinkRefused,
        PasswordResetRequested,
        PasswordChanged,
        EmailChangeRequested,
        SettingsChanged,
    ),
    "accounts": (
        ApplicationSubmitted,
        ApplicationWithdrawn,
        ApplicationReturned,
        ApplicationRejected,
        ApplicationCompleted,
        ReleaseApproved,
        FacilityLinkApproved,
        TerminalActivated,
        ActivationLocked,
        CredentialsReissued,
        AccountSuspended,
        AccountResumed,
        AccountReleased,
        StartDateRegistered,
        StartDateReminderDue,
        GrantDecided,
    ),
    "documents": (ApplicationDocumentsReady, ReissuedDocumentReady, DecisionNoticeReady),
    "notifier": (MailBounced,),
}
SERVICES = ("registration", "accounts", "documents", "notifier")
EVENTS = {(e.__name__, e.version): e for events in PUBLISHED.values() for e in events}


def decode(body: bytes | str) -> Envelope:
    """Bytes from the bus to an envelope; raises Malformed."""
    return _envelope.decode(body, EVENTS)


def consumed_by(service: str) -> tuple[type[Event], ...]:
    return tuple(event for event in EVENTS.values() if service in event.consumers)


__all__ = [
    "EVENTS",
    "PROCEDURES",
    "PUBLISHED",
    "SERVICES",
    "AccountReleased",
    "AccountResumed",
    "AccountSuspended",
    "ActivationLocked",
    "ApplicationCompleted",
    "ApplicationDocumentsReady",
    "ApplicationRejected",
    "ApplicationReturned",
    "ApplicationSubmitted",
    "ApplicationWithdrawn",
    "CredentialsReissued",
    "DecisionNoticeReady",
    "EmailChangeRequested",
    "Envelope",
    "Event",
    "ExistingAddressRegistered",
    "FacilityLinkApproved",
    "FacilityLinkRefused",
    "FacilityRef",
    "GrantDecided",
    "Institution",
    "IssuedAccount",
    "MailBounced",
    "Malformed",
    "PasswordChanged",
    "PasswordResetRequested",
    "Person",
    "RegistrationSubmitted",
    "ReissuedDocumentReady",
    "ReleaseApproved",
    "Sealed",
    "Secret",
    "SettingsChanged",
    "StartDateRegistered",
    "StartDateReminderDue",
    "StoredSheet",
    "TerminalActivated",
    "UserActivated",
    "UserChanged",
    "consumed_by",
    "decode",
    "derived_id",
    "routing_key",
]
