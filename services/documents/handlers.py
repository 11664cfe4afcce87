"""Events in."""

from __future__ import annotations

from services.documents.usecases import Service, issue_sheets
from shared.contracts import ApplicationCompleted, Envelope


def on_application_completed(envelope: Envelope, service: Service) -> None:
    completed: ApplicationCompleted = envelope.data
    issue_sheets(service, completed, envelope)


HANDLERS = {ApplicationCompleted: on_application_completed}
