"""What registration needs to know about where it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from limits import parse

from shared.settings import Common, Reader, read_common

SERVICE = "registration"
LIMITS = {"sign_in": "100/15 minutes", "registration": "60/hour", "lookup": "600/hour"}


@dataclass(frozen=True)
class Settings:
    """`limits` holds how often one source may do what, such as "60/hour"."""

    common: Common
    database: str = SERVICE
    limits: Mapping[str, str] = field(default_factory=lambda: dict(LIMITS))

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Raises SettingsError that names everything missing or wrong."""
        reader = Reader(environ)
        settings = cls(
            common=read_common(reader),
            database=reader.text("PORTAL_DATABASE_PREFIX") + SERVICE,
            limits={name: _limit(reader, name, default) for name, default in LIMITS.items()},
        )
        reader.done()
        return settings


def _limit(reader: Reader, name: str, default: str) -> str:
    variable = f"PORTAL_LIMIT_{name.upper()}"
    text = reader.text(variable, default)
    try:
        parse(text)
    except ValueError:
        reader.complain(f"{variable} is not like {default}")
    return text
