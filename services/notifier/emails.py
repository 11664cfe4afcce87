"""One pure function per mail: event → Email, worded in `templates/<mail-name>/`.

A link's token is read from the opened event, where `sealed` is a Secret held in memory only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.notifier.wrapping import wrap
from shared import japanese
from shared.clock import ja_date, ja_datetime
from shared.contracts import (
    PROCEDURES,
    ActivationLocked,
    ApplicationDocumentsReady,
    ApplicationRejected,
    ApplicationReturned,
    DecisionNoticeReady,
    EmailChangeRequested,
    Event,
    ExistingAddressRegistered,
    PasswordChanged,
    PasswordResetRequested,
    Person,
    RegistrationSubmitted,
    ReissuedDocumentReady,
    ReleaseApproved,
    Secret,
    StartDateReminderDue,
    UserActivated,
    UserChanged,
)
from shared.settings import Operator

SUBJECT_PREFIX = "【施術所等向け総合ポータルサイト】"
CHANGED_ITEMS = {
    "family_name": "姓",
    "given_name": "名",
    "phone": "電話番号",
    "email": "メールアドレス",
    "facilities": "施設",
}


@dataclass(frozen=True)
class Email:
    recipient: str
    subject: str
    body: str


class Named(Protocol):
    """Events about a person, and persons inside events."""

    family_name: str
    given_name: str


@dataclass(frozen=True)
class Site:
    """What every mail says about the portal and who runs it."""

    public_url: str
    operator: Operator


def activation_link(event: RegistrationSubmitted, site: Site) -> Email:
    link = f"{site.public_url}/a/{_token(event.sealed)}"
    facts = {"link": link, "expires": ja_datetime(event.expires_at)}
    return _email("activation-link", event.email, site, greeting=_greeting(event), **facts)


def registration_complete(event: UserActivated, site: Site) -> Email:
    greeting = _greeting(event)
    return _email("registration-complete", event.email, site, greeting=greeting, mail=event.email)


def application_complete(event: ApplicationDocumentsReady, site: Site) -> Email:
    return _to(event.recipient, "application-complete", site)


def addition_complete(event: ApplicationDocumentsReady, site: Site) -> Email:
    facts = {"ref": event.ref, "accounts": [account.account_id for account in event.accounts]}
    return _to(event.recipient, "addition-complete", site, **facts)


def release_complete(event: ReleaseApproved, site: Site) -> Email:
    facts = {"ref": event.ref, "account_id": event.account_id}
    facts["ends_on"] = ja_date(date.fromisoformat(event.ends_on))
    return _to(event.recipient, "release-complete", site, **facts)


def address_known(event: ExistingAddressRegistered, site: Site) -> Email:
    return _email("address-known", event.email, site)


def password_reset(event: PasswordResetRequested, site: Site) -> Email:
    link = f"{site.public_url}/p/{_token(event.sealed)}"
    facts = {"link": link, "expires": ja_datetime(event.expires_at)}
    return _email("password-reset", event.email, site, greeting=_greeting(event), **facts)


def password_changed(event: PasswordChanged, site: Site) -> Email:
    facts = {"greeting": _greeting(event), "changed": ja_datetime(event.changed_at)}
    return _email("password-changed", event.email, site, **facts)


def profile_changed(event: UserChanged, site: Site) -> Email:
    items = "、".join(CHANGED_ITEMS[name] for name in event.changed)
    return _email("profile-changed", event.email, site, greeting=_greeting(event), items=items)


def email_change_link(event: EmailChangeRequested, site: Site) -> Email:
    link = f"{site.public_url}/e/{_token(event.sealed)}"
    facts = {"link": link, "expires": ja_datetime(event.expires_at)}
    return _email("email-change-link", event.email, site, greeting=_greeting(event), **facts)


def email_change_notice(event: EmailChangeRequested, site: Site) -> Email:
    greeting = _greeting(event)
    return _email("email-change-notice", event.present_email, site, greeting=greeting)


def application_returned(event: ApplicationReturned, site: Site) -> Email:
    facts = {"comment": event.comment, "deadline": ja_date(date.fromisoformat(event.deadline))}
    facts |= {"ref": event.ref, "procedure": PROCEDURES[event.kind]}
    return _to(event.recipient, "application-returned", site, **facts)


def application_rejected(event: ApplicationRejected, site: Site) -> Email:
    facts = {"ref": event.ref, "comment": event.comment, "procedure": PROCEDURES[event.kind]}
    return _to(event.recipient, "application-rejected", site, **facts)


def decision_notice(event: DecisionNoticeReady, site: Site) -> Email:
    facts = {"ref": event.ref, "number": event.notice_no}
    return _to(event.recipient, "decision-notice", site, **facts)


def start_date_reminder(event: StartDateReminderDue, site: Site) -> Email:
    return _to(event.recipient, "start-date-reminder", site)


def credentials_reissued(event: ReissuedDocumentReady, site: Site) -> Email:
    facts = {"account_id": event.account_id}
    return _to(event.recipient, "credentials-reissued", site, **facts)


def activation_locked(event: ActivationLocked, site: Site) -> Email:
    facts = {"account_id": event.account_id, "locked": ja_datetime(event.locked_at)}
    return _to(event.recipient, "activation-locked", site, **facts)


_LETTERS: dict[str, Callable[..., Email]] = {
    letter.__name__.replace("_", "-"): letter
    for letter in (
        activation_link,
        registration_complete,
        application_complete,
        addition_complete,
        release_complete,
        address_known,
        password_reset,
        password_changed,
        profile_changed,
        email_change_link,
        email_change_notice,
        application_returned,
        application_rejected,
        activation_locked,
        credentials_reissued,
        start_date_reminder,
        decision_notice,
    )
}


def write(name: str, event: Event, site: Site) -> Email:
    """The mail of that name; `name` is its function's name in kebab-case."""
    return _LETTERS[name](event, site)


def _to(person: Person, name: str, site: Site, **facts: object) -> Email:
    return _email(name, person.email, site, greeting=_greeting(person), **facts)


def _email(name: str, recipient: str, site: Site, **facts: object) -> Email:
    context = {**facts, "url": site.public_url, "operator": site.operator}
    subject = _TEMPLATES.get_template(f"{name}/subject.txt").render(context)
    body = _TEMPLATES.get_template(f"{name}/body.txt").render(context)
    return Email(recipient, SUBJECT_PREFIX + subject, body)


def _greeting(person: Named) -> str:
    return japanese.line(f"{person.family_name} {person.given_name} 様")


def _token(sealed: object) -> str:
    assert isinstance(sealed, Secret), "the event was not opened"
    return sealed.values["token"]


def _templates() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    options = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    environment = Environment(loader=loader, keep_trailing_newline=False, **options)
    environment.filters["wrap"] = wrap
    return environment


_TEMPLATES = _templates()
