"""Events in."""

from __future__ import annotations

from services.accounts.usecases.completion import publish_documents
from services.accounts.usecases.notices import note_document
from services.accounts.usecases.people import remember_profile
from services.accounts.usecases.ports import Service
from services.accounts.usecases.reissue import publish_reissued
from shared.contracts import (
    ApplicationDocumentsReady,
    DecisionNoticeReady,
    Envelope,
    Person,
    ReissuedDocumentReady,
    UserActivated,
    UserChanged,
)


def on_profile(envelope: Envelope, service: Service) -> None:
    user: UserActivated | UserChanged = envelope.data
    person = Person(user.email, user.family_name, user.given_name)
    remember_profile(service, user.user_id, person, envelope.aggregateversion)


def on_application_documents_ready(envelope: Envelope, service: Service) -> None:
    ready: ApplicationDocumentsReady = envelope.data
    publish_documents(service, ready.ref, ready.accounts)


def on_decision_notice_ready(envelope: Envelope, service: Service) -> None:
    ready: DecisionNoticeReady = envelope.data
    note_document(service, ready.ref, ready.document_id)


def on_reissued_document_ready(envelope: Envelope, service: Service) -> None:
    publish_reissued(service, envelope.data)


HANDLERS = {
    UserActivated: on_profile,
    UserChanged: on_profile,
    ApplicationDocumentsReady: on_application_documents_ready,
    DecisionNoticeReady: on_decision_notice_ready,
    ReissuedDocumentReady: on_reissued_document_ready,
}
