"""The one font of the sheets: embedded as a subset, text comes out of the PDF as it went in."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

FAMILY = "sheet"
WIDE_SPACE = "\u3000"
# The engine turns every white space into a half-width one; a private-use stand-in is left alone.
WIDE_SPACE_STAND_IN = "\uf8f0"
SUBSETS_KEPT = 64
_TARGET = re.compile(r"(?<=> )<([0-9A-F]{4,6})>$", re.MULTILINE)


class SheetFont(TTFont):
    """ReportLab's TrueType font with right ToUnicode maps and subsets cut once per text."""

    def __init__(self, path: Path) -> None:
        super().__init__(FAMILY, str(path))
        face = self.face
        stand_in, space = ord(WIDE_SPACE_STAND_IN), ord(WIDE_SPACE)
        face.charToGlyph[stand_in] = face.charToGlyph[space]
        face.charWidths[stand_in] = face.getCharWidth(space)
        cut = lru_cache(SUBSETS_KEPT)(face.makeSubset)
        face.makeSubset = lambda characters: cut(tuple(characters))

    def draws(self, character: str) -> bool:
        """Whether the character has a glyph and may stand in a text (no controls, no bidi)."""
        if character == WIDE_SPACE:
            return True
        return character.isprintable() and ord(character) in self.face.charToGlyph

    def addObjects(self, doc: PDFDocument) -> None:
        super().addObjects(doc)
        for name, part in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                part.content = _TARGET.sub(_utf16, part.content)


def register(path: Path) -> SheetFont:
    """Make the font known under FAMILY, in every weight and slant."""
    font = SheetFont(path)
    pdfmetrics.registerFont(font)
    for bold in (0, 1):
        for italic in (0, 1):
            addMapping(FAMILY, bold, italic, FAMILY)
    return font


def _utf16(target: re.Match[str]) -> str:
    character = chr(int(target[1], 16)).replace(WIDE_SPACE_STAND_IN, WIDE_SPACE)
    return f"<{character.encode('utf-16-be').hex().upper()}>"
