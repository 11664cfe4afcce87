"""Lines of at most 40 full-width characters, as mail programs in Japan show them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from shared import japanese

COLUMNS = 80
_PIECE = re.compile(r"https?://[!-~]+|[!-~]{1,80}|.[、。，．」』）】！？]{0,3}")


def wrap(text: str) -> str:
    """Lines of at most 40 full-width characters; a URL stays whole, if need be on a longer one."""
    paragraphs = japanese.text(str(text)).split("\n")
    return "\n".join(line for paragraph in paragraphs for line in _lines(paragraph))


def _lines(paragraph: str) -> Iterator[str]:
    line = ""
    for piece in _PIECE.findall(paragraph):
        if line and columns(line + piece) > COLUMNS:
            yield line.rstrip()
            line = ""
        line += piece
    yield line.rstrip()


def columns(text: str) -> int:
    """Width in half-width columns; ambiguous characters count as full-width, as in Japan."""
    return sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in text)
