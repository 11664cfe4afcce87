"""What accounts needs to know: the common things, its database, how many misses it bears, and
the rules of its procedures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from limits import parse

from services.accounts.model.grant import Scheme
from services.accounts.model.start_date import StartDateRules
from services.accounts.schemes import SAMPLE, BadSchemes, read_schemes
from shared.settings import Common, Reader, read_common

SERVICE = "accounts"


@dataclass(frozen=True)
class Settings:
    """`terminal_misses` per source, like "100/15 minutes"."""

    common: Common
    database: str = SERVICE
    terminal_misses: str = "100/15 minutes"
    start_dates: StartDateRules = field(default_factory=StartDateRules)
    schemes: tuple[Scheme, ...] = ()

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Raises SettingsError that names everything missing or wrong."""
        reader = Reader(environ)
        settings = cls(
            common=read_common(reader),
            database=reader.text("PORTAL_DATABASE_PREFIX") + SERVICE,
            terminal_misses=_rate(reader, "PORTAL_LIMIT_TERMINALS", cls.terminal_misses),
            schemes=_schemes(reader),
            start_dates=StartDateRules(
                first=_first_day(reader, "PORTAL_START_DATES_FROM", StartDateRules.first),
                remind_after=_waits(
                    reader, "PORTAL_REMIND_AFTER_DAYS", StartDateRules.remind_after
                ),
            ),
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


def _first_day(reader: Reader, name: str, default: date) -> date:
    try:
        return date.fromisoformat(reader.text(name, default.isoformat()))
    except ValueError:
        reader.complain(f"{name} is not like {default.isoformat()}")
        return default


def _waits(reader: Reader, name: str, default: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
    """One or two numbers of days, ascending."""
    words = reader.text(name, " ".join(str(wait.days) for wait in default)).split()
    days = [int(word) if word.isdecimal() else 0 for word in words]
    if 0 in days or days != sorted(set(days)) or len(days) > len(default):
        reader.complain(f"{name} is not like 14 28")
        return default
    return tuple(timedelta(days=n) for n in days)


def _schemes(reader: Reader) -> tuple[Scheme, ...]:
    try:
        return read_schemes(reader.path("PORTAL_GRANT_SCHEMES") or SAMPLE)
    except BadSchemes as error:
        reader.complain(f"PORTAL_GRANT_SCHEMES: {error}")
        return ()
