"""Events in: each stores one mail's row, the mailer sends it."""

from __future__ import annotations

from collections.abc import Callable

from services.notifier.model.mails import EMAIL_CHANGE_NOTICE
from services.notifier.usecases.mails import Notifier, queue_mail, remember_address
from shared.contracts import (
    ActivationLocked,
    ApplicationDocumentsReady,
    ApplicationRejected,
    ApplicationReturned,
    DecisionNoticeReady,
    EmailChangeRequested,
    Envelope,
    Event,
    ExistingAddressRegistered,
    PasswordChanged,
    PasswordResetRequested,
    RegistrationSubmitted,
    ReissuedDocumentReady,
    ReleaseApproved,
    SettingsChanged,
    StartDateReminderDue,
    UserActivated,
    UserChanged,
)
from shared.errors import PermanentError

COMPLETED = {"start": "application-complete", "add": "addition-complete"}


def on_registration_submitted(envelope: Envelope, notifier: Notifier) -> None:
    queue_mail(notifier, "activation-link", envelope)


def on_existing_address_registered(envelope: Envelope, notifier: Notifier) -> None:
    queue_mail(notifier, "address-known", envelope)


def on_user_activated(envelope: Envelope, notifier: Notifier) -> None:
    _remember_address(envelope, notifier)
    queue_mail(notifier, "registration-complete", envelope)


def on_password_reset_requested(envelope: Envelope, notifier: Notifier) -> None:
    queue_mail(notifier, "password-reset", envelope)


def on_password_changed(envelope: Envelope, notifier: Notifier) -> None:
    queue_mail(notifier, "password-changed", envelope)


def on_user_changed(envelope: Envelope, notifier: Notifier) -> None:
    _remember_address(envelope, notifier)
    queue_mail(notifier, "profile-changed", envelope)


def on_email_change_requested(envelope: Envelope, notifier: Notifier) -> None:
    """The link to the new address, a warning to the present one."""
    queue_mail(notifier, "email-change-link", envelope)
    queue_mail(notifier, EMAIL_CHANGE_NOTICE, envelope)


def on_application_documents_ready(envelope: Envelope, notifier: Notifier) -> None:
    kind = envelope.data.kind
    if kind not in COMPLETED:
        raise PermanentError(f"no mail for completed applications of kind {kind}")
    queue_mail(notifier, COMPLETED[kind], envelope)


def on_release_approved(envelope: Envelope, notifier: Notifier) -> None:
    queue_mail(notifier, "release-complete", envelope)


def on_application_returned(envelope: Envelope, notifier: Notifier) -> None:
    queue_mail(notifier, "application-returned", envelope)


def on_application_rejected(envelope: Envelope, notifier: Notifier) -> None:
    queue_mail(notifier, "application-rejected", envelope)


def on_activation_locked(envelope: Envelope, notifier: Notifier) -> None:
    queue_mail(notifier, "activation-locked", envelope)


def on_decision_notice_ready(envelope: Envelope, notifier: Notifier) -> None:
    queue_mail(notifier, "decision-notice", envelope)


def on_start_date_reminder_due(envelope: Envelope, notifier: Notifier) -> None:
    queue_mail(notifier, "start-date-reminder", envelope)


def on_reissued_document_ready(envelope: Envelope, notifier: Notifier) -> None:
    queue_mail(notifier, "credentials-reissued", envelope)


def on_settings_changed(envelope: Envelope, notifier: Notifier) -> None:
    notifier.contact.hear(envelope.data, envelope.aggregateversion)


def _remember_address(envelope: Envelope, notifier: Notifier) -> None:
    user, version = envelope.data, envelope.aggregateversion
    remember_address(notifier, user.user_id, user.email, version)


HANDLERS: dict[type[Event], Callable[[Envelope, Notifier], None]] = {
    RegistrationSubmitted: on_registration_submitted,
    ExistingAddressRegistered: on_existing_address_registered,
    UserActivated: on_user_activated,
    PasswordResetRequested: on_password_reset_requested,
    PasswordChanged: on_password_changed,
    UserChanged: on_user_changed,
    EmailChangeRequested: on_email_change_requested,
    ApplicationDocumentsReady: on_application_documents_ready,
    ReleaseApproved: on_release_approved,
    ApplicationReturned: on_application_returned,
    ApplicationRejected: on_application_rejected,
    ActivationLocked: on_activation_locked,
    ReissuedDocumentReady: on_reissued_document_ready,
    StartDateReminderDue: on_start_date_reminder_due,
    DecisionNoticeReady: on_decision_notice_ready,
    SettingsChanged: on_settings_changed,
}
