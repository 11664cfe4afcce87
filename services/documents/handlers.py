"""Events in."""

from __future__ import annotations

from services.documents.usecases import Service, issue_sheets, reissue_sheet
from services.documents.usecases.notices import issue_notice
from shared.contracts import (
    ApplicationCompleted,
    CredentialsReissued,
    Envelope,
    GrantDecided,
    SettingsChanged,
)


def on_application_completed(envelope: Envelope, service: Service) -> None:
    completed: ApplicationCompleted = envelope.data
    issue_sheets(service, completed, envelope)


def on_grant_decided(envelope: Envelope, service: Service) -> None:
    decided: GrantDecided = envelope.data
    issue_notice(service, decided, envelope)


def on_credentials_reissued(envelope: Envelope, service: Service) -> None:
    reissued: CredentialsReissued = envelope.data
    reissue_sheet(service, reissued, envelope)


def on_settings_changed(envelope: Envelope, service: Service) -> None:
    service.contact.hear(envelope.data, envelope.aggregateversion)


HANDLERS = {
    ApplicationCompleted: on_application_completed,
    GrantDecided: on_grant_decided,
    CredentialsReissued: on_credentials_reissued,
    SettingsChanged: on_settings_changed,
}
