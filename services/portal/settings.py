"""What the portal needs to know about where it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from limits import parse

from services.portal.publications.library import SAMPLE
from shared.clock import JST
from shared.secrets import Keys
from shared.settings import Operator, Reader, is_loopback, read_operator, read_public_url

SERVICES = ("registration", "accounts", "documents", "notifier")
SEARCH_LIMIT = "30/minute"
LOOPBACK_HOSTS = ("127.0.0.1", "localhost")

Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Settings:
    public_url: str
    cookie_key: bytes = field(repr=False)
    operator: Operator = field(default_factory=Operator)
    mail_from: str = ""
    trusted_proxies: int = 0
    staff_networks: tuple[Network, ...] = ()
    mailbox_dir: Path | None = None
    content_dir: Path = SAMPLE
    search_limit: str = SEARCH_LIMIT
    maintenance_until: datetime | None = None
    log_level: str = "INFO"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Raises SettingsError that names everything missing or wrong."""
        reader = Reader(environ)
        settings = cls(
            public_url=read_public_url(reader),
            cookie_key=_cookie_key(reader),
            operator=read_operator(reader),
            mail_from=reader.text("PORTAL_MAIL_FROM"),
            trusted_proxies=reader.integer("PORTAL_TRUSTED_PROXIES", 0),
            staff_networks=_networks(reader),
            mailbox_dir=reader.path("PORTAL_MAILBOX_DIR"),
            content_dir=reader.path("PORTAL_CONTENT_DIR") or SAMPLE,
            search_limit=_limit(reader),
            maintenance_until=_maintenance_end(reader),
            log_level=reader.text("PORTAL_LOG_LEVEL", "INFO"),
        )
        reader.done()
        return settings

    @property
    def one_machine(self) -> bool:
        """Demo band, developer mailbox and terminal demo exist only on a loopback address."""
        return is_loopback(self.public_url)

    @property
    def https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def trusted_hosts(self) -> tuple[str, ...]:
        host = urlsplit(self.public_url).hostname or ""
        return (host, *LOOPBACK_HOSTS) if self.one_machine else (host,)


def _cookie_key(reader: Reader) -> bytes:
    """Signs the cookie that holds the form token and short messages."""
    folder = Path(reader.required("PORTAL_SECRETS_DIR"))
    try:
        return Keys(folder, "portal").own("session")
    except OSError as error:
        reader.complain(f"PORTAL_SECRETS_DIR: {error.strerror} ({error.filename})")
        return b""


def _limit(reader: Reader) -> str:
    """How often one source may search."""
    text = reader.text("PORTAL_LIMIT_SEARCH", SEARCH_LIMIT)
    try:
        parse(text)
    except ValueError:
        reader.complain(f"PORTAL_LIMIT_SEARCH is not like {SEARCH_LIMIT}")
    return text


def _maintenance_end(reader: Reader) -> datetime | None:
    """Given in Japan's time."""
    text = reader.text("PORTAL_MAINTENANCE_UNTIL")
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=JST) if text else None
    except ValueError:
        reader.complain("PORTAL_MAINTENANCE_UNTIL is not like 2026-11-23 06:00")
        return None


def _networks(reader: Reader) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part) for part in reader.text("PORTAL_STAFF_NETWORKS").split())
    except ValueError as error:
        reader.complain(f"PORTAL_STAFF_NETWORKS: {error}")
        return ()
