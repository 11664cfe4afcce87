"""Reading the environment: everything missing is reported at once; no secret has a default."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

LONGEST_PUBLIC_URL = 40


class SettingsError(Exception):
    """One sentence that names everything wrong with the environment."""


class Reader:
    """Collects complaints while a Settings class reads; `done` raises them together."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._complaints: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self._environ.get(name, "").strip() or default

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            self.complain(f"{name} is missing")
        return value

    def integer(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.lstrip("-").isdecimal():
            self.complain(f"{name} is not a whole number")
            return default
        return int(value)

    def path(self, name: str) -> Path | None:
        value = self.text(name)
        return Path(value) if value else None

    def complain(self, what: str) -> None:
        self._complaints.append(what)

    def done(self) -> None:
        if self._complaints:
            raise SettingsError("settings: " + "; ".join(self._complaints))


@dataclass(frozen=True)
class Operator:
    """Who runs this portal, as shown on pages, mails and sheets. The sample names nobody real."""

    names: tuple[str, ...] = ("サンプル運営機関",)
    sender_name: str = "サンプル運営機関"
    contact_title: str = "ポータルサイトお問い合わせ窓口（見本）"
    telephone: str = "000-0000-0000"
    telephone_note: str = "見本の番号です"
    hours: tuple[str, ...] = (
        "月曜日～金曜日（祝日を除く） 8:00～18:00",
        "土曜日（祝日を除く） 8:00～16:00",
    )
    mail: str = "contact@portal.example"
    copyright: str = "© サンプル運営機関"

    @classmethod
    def from_file(cls, path: Path) -> Operator:
        """A JSON object with these field names; lists for `names` and `hours`."""
        given = json.loads(path.read_text(encoding="utf-8"))
        lists = {key: tuple(value) for key, value in given.items() if isinstance(value, list)}
        return cls(**{**given, **lists})

    def as_set(self, contact: Mapping[str, Any]) -> Operator:
        """With the contact that administrators set; what they left empty stays as it is."""
        names = ("sender_name", "contact_title", "telephone", "mail")
        given = {name: contact[name] for name in names if contact.get(name)}
        if "telephone" in given:
            given["telephone_note"] = contact.get("telephone_note", "")
        if contact.get("hours"):
            given["hours"] = tuple(contact["hours"])
        return replace(self, **given)


@dataclass(frozen=True)
class Common:
    """What every service with a store reads."""

    public_url: str
    mongo_url: str
    bus_url: str
    secrets_dir: Path
    operator: Operator
    trusted_proxies: int
    log_level: str

    @property
    def loopback(self) -> bool:
        return is_loopback(self.public_url)


def read_common(reader: Reader) -> Common:
    return Common(
        public_url=read_public_url(reader),
        mongo_url=with_password(reader, reader.required("PORTAL_MONGO_URL"), "mongo-password"),
        bus_url=_bus_url(reader),
        secrets_dir=Path(reader.required("PORTAL_SECRETS_DIR")),
        operator=read_operator(reader),
        trusted_proxies=reader.integer("PORTAL_TRUSTED_PROXIES", 0),
        log_level=reader.text("PORTAL_LOG_LEVEL", "INFO"),
    )


def read_public_url(reader: Reader) -> str:
    """Links in mails start with it, so it is short and has no path."""
    url = reader.required("PORTAL_PUBLIC_URL").rstrip("/")
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path):
        reader.complain("PORTAL_PUBLIC_URL is not like https://portal.example")
    if len(url) > LONGEST_PUBLIC_URL:
        reader.complain(f"PORTAL_PUBLIC_URL is longer than {LONGEST_PUBLIC_URL} characters")
    return url


def read_operator(reader: Reader) -> Operator:
    path = reader.path("PORTAL_OPERATOR_FILE")
    try:
        return Operator.from_file(path) if path else Operator()
    except (OSError, ValueError, TypeError) as error:
        reader.complain(f"PORTAL_OPERATOR_FILE cannot be read ({error})")
        return Operator()


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bus_url(reader: Reader) -> str:
    """amqp://… for RabbitMQ, sqlite://<absolute path> for the bus of one machine."""
    path = reader.text("PORTAL_BUS_PATH")
    if not reader.text("PORTAL_AMQP_URL") and path:
        return f"sqlite://{path}"
    return with_password(reader, reader.required("PORTAL_AMQP_URL"), "amqp-password")


def with_password(reader: Reader, url: str, file_name: str) -> str:
    """A URL that names a user without a password takes it from the secrets folder."""
    parts = urlsplit(url)
    folder = reader.path("PORTAL_SECRETS_DIR")
    if not parts.username or parts.password is not None or folder is None:
        return url
    try:
        password = (folder / file_name).read_text(encoding="ascii").strip()
    except OSError:
        reader.complain(f"{file_name} cannot be read from PORTAL_SECRETS_DIR")
        return url
    credentials = f"{parts.username}:{quote(password, safe='')}@"
    return url.replace(f"{parts.username}@", credentials, 1)
