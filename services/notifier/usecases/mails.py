"""The verbs: queue a mail for an event, look at mails, send one again, let links run out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.notifier import emails
from services.notifier.emails import Email, Site
from services.notifier.model.mails import Mail, State
from services.notifier.model.resending import NotTheirs, Resending, StillUnderway
from shared.contact import Contact
from shared.contracts import Envelope, Event, Secret
from shared.errors import NotFound
from shared.seal import Unsealer

HIDDEN_TOKEN = {"token": "*" * 27}
SORTABLE = ("created_at", "sent_at", "mail", "recipient", "state")


@dataclass(frozen=True)
class Search:
    """What staff look for. `q`: the beginning of an address, an event id or a 申請番号;
    `mail` a mail's name; `states` none means all; stored from `since`, before `until`."""

    states: tuple[State, ...]
    mail: str
    q: str
    since: datetime | None
    until: datetime | None
    sort: str
    descending: bool
    skip: int
    limit: int


class Mails(Protocol):
    """Where mails are kept."""

    def add(self, mail: Mail) -> bool: ...
    def get(self, mail_id: str) -> Mail | None: ...
    def save(self, mail: Mail) -> bool: ...
    def due(self, now: datetime, limit: int) -> list[Mail]: ...
    def renew(self, mail_id: str, owner: str, until: datetime) -> None: ...
    def superseded(self, mail: Mail) -> bool: ...
    def with_expired_link(self, now: datetime) -> list[Mail]: ...
    def search(self, search: Search) -> tuple[list[Mail], int]: ...


class People(Protocol):
    """Where people receive mail now."""

    def remember(self, user_id: str, email: str, version: int) -> None: ...
    def present_address(self, email: str) -> str: ...


@dataclass(frozen=True)
class Notifier:
    """What the verbs need. `contact` is whom mails tell people to ask; `wake` rings the
    mailer; `domain` ends every Message-ID."""

    mails: Mails
    people: People
    unsealer: Unsealer
    contact: Contact
    public_url: str
    domain: str
    now: Callable[[], datetime]
    wake: Callable[[], None]

    @property
    def site(self) -> Site:
        """As it is now."""
        return Site(self.public_url, self.contact.operator())


def queue_mail(notifier: Notifier, name: str, envelope: Envelope) -> None:
    """Store the row; the mailer sends it. A second call for the same event changes nothing."""
    mail = Mail.asked_for(name, envelope, domain=notifier.domain, now=notifier.now())
    if notifier.mails.add(mail):
        notifier.wake()


def write_mail(notifier: Notifier, mail: Mail) -> Email:
    """The mail in clear, for sending only. Raises SealBroken."""
    envelope, event = mail.envelope, mail.envelope.data
    if mail.carries_link:
        clear = notifier.unsealer.open(envelope, "/data/sealed", event.sealed)
        event = _with_secret(event, clear)
    return replace(emails.write(mail.name, event, notifier.site), recipient=mail.address)


@dataclass(frozen=True)
class ShownMail:
    """A mail and its text as staff may see them: with stars in place of the token. `present` is
    the address its recipient has now, where that was looked up."""

    mail: Mail
    email: Email
    present: str = ""


def show_mail(notifier: Notifier, mail_id: str) -> ShownMail:
    """Raises NotFound."""
    return _with_present_address(notifier, _found(notifier, mail_id))


def search_mails(notifier: Notifier, search: Search) -> tuple[list[ShownMail], int]:
    """One page, and how many there are in all."""
    mails, total = notifier.mails.search(search)
    site = notifier.site
    return [_shown(site, mail) for mail in mails], total


def send_again(
    notifier: Notifier, mail_id: str, *, by: str, reason: str, key: str, to: str = ""
) -> ShownMail:
    """`key` makes a repeated wish harmless; `to` is the recipient's old address or the present
    one, empty for the one it went to before. Raises NotFound, LinkMail, StillUnderway, NotTheirs.
    """
    mail = _found(notifier, mail_id)
    if to and to not in (mail.recipient, mail.address, _present(notifier, mail)):
        raise NotTheirs
    if mail.send_again(Resending(notifier.now(), by, reason, key, to)):
        if not notifier.mails.save(mail):
            raise StillUnderway
        notifier.wake()
    return _with_present_address(notifier, mail)


def remember_address(notifier: Notifier, user_id: str, email: str, version: int) -> None:
    notifier.people.remember(user_id, email, version)


def expire_links(notifier: Notifier) -> None:
    """Mails whose link has run out before they could leave are given up, secret and all."""
    now = notifier.now()
    for mail in notifier.mails.with_expired_link(now):
        if not mail.in_hand(now):
            mail.end(State.EXPIRED)
            notifier.mails.save(mail)


def _found(notifier: Notifier, mail_id: str) -> Mail:
    mail = notifier.mails.get(mail_id)
    if mail is None:
        raise NotFound
    return mail


def _with_present_address(notifier: Notifier, mail: Mail) -> ShownMail:
    return replace(_shown(notifier.site, mail), present=_present(notifier, mail))


def _present(notifier: Notifier, mail: Mail) -> str:
    return notifier.people.present_address(mail.recipient)


def _shown(site: Site, mail: Mail) -> ShownMail:
    event = mail.envelope.data
    if mail.carries_link:
        event = _with_secret(event, HIDDEN_TOKEN)
    return ShownMail(mail, emails.write(mail.name, event, site))


def _with_secret(event: Event, values: dict[str, str]) -> Event:
    return replace(event, sealed=Secret(values))  # type: ignore[call-arg]
