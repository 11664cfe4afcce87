"""Template and data to PDF: `templates/<name>/page.html` and `page.css` through xhtml2pdf.

Whatever the engine complains about is an error, nothing is fetched from disk or network, and
data never becomes markup. The engine is loaded at first use and works for one thread at a time.
"""

from __future__ import annotations

import io
import logging
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from services.documents.settings import font_file

TEMPLATES = Path(__file__).with_name("templates")
_one_at_a_time = threading.Lock()


class RenderError(Exception):
    """No PDF was made. The message holds no values of the data."""


class MissingGlyphs(RenderError):
    """The font cannot draw these characters of the data."""

    def __init__(self, characters: frozenset[str]) -> None:
        self.characters = characters
        super().__init__(", ".join(sorted(f"U+{ord(char):04X}" for char in characters)))


def render(template: str, data: Mapping[str, str]) -> bytes:
    """One PDF. Raises MissingGlyphs, or RenderError for anything else that is not perfect."""
    with _one_at_a_time:
        press = _press()
        strangers = {char for text in data.values() for char in text if not press.draws(char)}
        if strangers:
            raise MissingGlyphs(frozenset(strangers))
        try:
            return press.print(_page(template, {key: press.keep(data[key]) for key in data}))
        except RenderError as error:
            raise RenderError(_without(data, f"{template}: {error}")) from None


@dataclass(frozen=True)
class _Press:
    """The engine, warmed up. `keep` protects the spaces of a text from it."""

    draws: Callable[[str], bool]
    keep: Callable[[str], str]
    convert: Callable[[str, io.BytesIO], Any]

    def print(self, page: str) -> bytes:
        pdf = io.BytesIO()
        with _Complaints() as complaints:
            try:
                outcome = self.convert(page, pdf)
            except Exception as error:
                raise RenderError(type(error).__name__) from None
        if complaints.heard or outcome.err or outcome.warn:
            raise RenderError("; ".join(complaints.heard) or "the engine failed silently")
        return pdf.getvalue()


class _Complaints(logging.Handler):
    """What the engine says while it works: it reports damage only as log lines."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        complaint, _, _piece_of_the_page = record.getMessage().partition("\n")
        self.heard.append(complaint)

    def __enter__(self) -> _Complaints:
        logging.getLogger("xhtml2pdf").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("xhtml2pdf").removeHandler(self)


@cache
def _press() -> _Press:
    from reportlab import rl_config

    from services.documents import typeface

    font = typeface.register(font_file())
    rl_config.useA85 = 0
    rl_config.canvas_basefontname = typeface.FAMILY  # read when the engine is imported, below

    import xhtml2pdf.default
    from xhtml2pdf import pisa
    from xhtml2pdf.config.resources import ResourceAccessPolicy

    xhtml2pdf.default.DEFAULT_FONT[typeface.FAMILY] = typeface.FAMILY
    logging.getLogger("xhtml2pdf").propagate = False
    nothing = ResourceAccessPolicy(allow_remote=False, base_dir=None)

    def convert(page: str, pdf: io.BytesIO) -> Any:
        return pisa.CreatePDF(
            page, dest=pdf, encoding="utf-8", default_css="", resource_policy=nothing
        )

    def keep(text: str) -> str:
        return text.replace(typeface.WIDE_SPACE, typeface.WIDE_SPACE_STAND_IN)

    return _Press(font.draws, keep, convert)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )


def _page(template: str, data: Mapping[str, str]) -> str:
    try:
        return _templates().get_template(f"{template}/page.html").render(data)
    except TemplateError as error:
        raise RenderError(f"{type(error).__name__}: {error}") from None


def _without(data: Mapping[str, str], message: str) -> str:
    values = sorted(filter(None, data.values()), key=len, reverse=True)
    return re.sub("|".join(map(re.escape, values)) or "$^", "…", message, flags=re.IGNORECASE)
