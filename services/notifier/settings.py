"""What the notifier needs to know: the common things, the mail server, the sender's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import AddressHeader
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

from shared.settings import Common, Reader, read_common, with_password

DEFAULT_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
LOOPBACK_SENDER = "no-reply@portal.example"
MAILS_PER_DOMAIN = 300


@dataclass(frozen=True)
class SmtpServer:
    """`scheme` says how the conversation is protected: smtp, smtp+starttls or smtps."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """Without `smtp` mails wait as queued. `mails_per_domain`: how many leave for one recipient
    domain in a minute, from all workers together."""

    common: Common
    database: str
    smtp: SmtpServer | None
    mail_from: str
    mails_per_domain: int = MAILS_PER_DOMAIN

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Raises SettingsError that names everything missing or wrong."""
        reader = Reader(environ)
        common = read_common(reader)
        database = reader.text("PORTAL_DATABASE_PREFIX") + "notifier"
        settings = cls(
            common=common,
            database=database,
            smtp=_smtp(reader),
            mail_from=_mail_from(reader, common),
            mails_per_domain=_mails_per_domain(reader),
        )
        reader.done()
        return settings

    @property
    def mail_domain(self) -> str:
        return sender_address(self.mail_from).rpartition("@")[2]


def sender_address(mail_from: str) -> str:
    """The bare address; raises ValueError unless there is exactly one, in ASCII."""
    header = SMTP.header_factory("From", mail_from)
    assert isinstance(header, AddressHeader)
    addresses = header.addresses
    if len(addresses) != 1 or not addresses[0].domain or not addresses[0].addr_spec.isascii():
        raise ValueError("expected one address")
    return addresses[0].addr_spec


def _mail_from(reader: Reader, common: Common) -> str:
    value = reader.text("PORTAL_MAIL_FROM", LOOPBACK_SENDER if common.loopback else "")
    try:
        sender_address(value)
    except ValueError:
        reader.complain("PORTAL_MAIL_FROM is missing or not one mail address")
    return value


def _mails_per_domain(reader: Reader) -> int:
    number = reader.integer("PORTAL_MAIL_PER_DOMAIN", MAILS_PER_DOMAIN)
    if number < 1:
        reader.complain("PORTAL_MAIL_PER_DOMAIN is less than 1")
    return number


def _smtp(reader: Reader) -> SmtpServer | None:
    url = with_password(reader, reader.text("PORTAL_SMTP_URL"), "smtp-password")
    try:
        return _server(url) if url else None
    except ValueError:
        reader.complain("PORTAL_SMTP_URL is not like smtp+starttls://user@host:587")
        return None


def _server(url: str) -> SmtpServer:
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(parts.scheme)
    return SmtpServer(
        scheme=parts.scheme,
        host=parts.hostname,
        port=parts.port or DEFAULT_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
