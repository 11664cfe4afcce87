"""Events in."""

from __future__ import annotations

from services.documents.usecases import Service, issue_sheets
from services.documents.usecases.notices import issue_notice
from shared.contracts import ApplicationCompleted, Envelope, GrantDecided


def on_application_completed(envelope: Envelope, service: Service) -> None:
    completed: ApplicationCompleted = envelope.data
    issue_sheets(service, completed, envelope)


def on_grant_decided(envelope: Envelope, service: Service) -> None:
    decided: GrantDecided = envelope.data
    issue_notice(service, decided, envelope)


HANDLERS = {
    ApplicationCompleted: on_application_completed,
    GrantDecided: on_grant_decided,
}
