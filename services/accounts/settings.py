"""What accounts needs to know: the common things, its database, how many misses it bears."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from limits import parse

from shared.settings import Common, Reader, read_common

SERVICE = "accounts"


@dataclass(frozen=True)
class Settings:
    """`terminal_misses` per source, like "100/15 minutes"."""

    common: Common
    database: str = SERVICE
    terminal_misses: str = "100/15 minutes"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Raises SettingsError that names everything missing or wrong."""
        reader = Reader(environ)
        settings = cls(
            common=read_common(reader),
            database=reader.text("PORTAL_DATABASE_PREFIX") + SERVICE,
            terminal_misses=_rate(reader, "PORTAL_LIMIT_TERMINALS", cls.terminal_misses),
        )
        reader.done()
        return settings


def _rate(reader: Reader, name: str, default: str) -> str:
    text = reader.text(name, default)
    try:
        parse(text)
    except ValueError:
        reader.complain(f"{name} is not like {default}")
    return text
