"""Events in."""

from __future__ import annotations

from services.accounts.usecases.completion import publish_documents
from services.accounts.usecases.links import revoke_link
from services.accounts.usecases.notices import note_document
from services.accounts.usecases.people import remember_profile
from services.accounts.usecases.ports import Service
from services.accounts.usecases.reissue import publish_reissued
from shared.contracts import (
    ApplicationDocumentsReady,
    DecisionNoticeReady,
    Envelope,
    FacilityLinkRefused,
    Person,
    ReissuedDocumentReady,
    UserActivated,
    UserChanged,
)


def on_profile(envelope: Envelope, service: Service) -> None:
    user: UserActivated | UserChanged = envelope.data
    person = Person(user.email, user.family_name, user.given_name)
    own = [facility.id for facility in user.facilities]
    remember_profile(service, user.user_id, person, own, envelope.aggregateversion)


def on_facility_link_refused(envelope: Envelope, service: Service) -> None:
    refused: FacilityLinkRefused = envelope.data
    revoke_link(service, refused.ref, refused.reason, envelope.id)


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
    FacilityLinkRefused: on_facility_link_refused,
    ApplicationDocumentsReady: on_application_documents_ready,
    DecisionNoticeReady: on_decision_notice_ready,
    ReissuedDocumentReady: on_reissued_document_ready,
}
