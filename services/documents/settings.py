"""What documents needs to know: the common things and the font its sheets are set in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.settings import Common, Reader, read_common

SERVICE = "documents"
SHIPPED_FONT = Path(__file__).parents[2] / ".venv" / "fonts" / "ipaexg.ttf"


def font_file(environ: Mapping[str, str] = os.environ) -> Path:
    """A TrueType font with Japanese glyphs. One per process, as ReportLab's fonts are."""
    return Path(environ.get("PORTAL_FONT_FILE") or SHIPPED_FONT)


@dataclass(frozen=True)
class Settings:
    common: Common
    database: str = SERVICE

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Raises SettingsError that names everything missing or wrong."""
        reader = Reader(environ)
        common = read_common(reader)
        database = reader.text("PORTAL_DATABASE_PREFIX") + SERVICE
        font = font_file(environ)
        if not font.is_file():
            reader.complain(f"PORTAL_FONT_FILE: there is no font at {font}")
        reader.done()
        return cls(common, database)
