"""The secret of a second factor for eyes and cameras."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup

GROUP = 4


def readable_key(key: str) -> str:
    """Four letters at a time, for reading aloud and typing."""
    return " ".join(key[start : start + GROUP] for start in range(0, len(key), GROUP))


def qr_code(uri: str) -> Markup:
    """Inline SVG; the key stands beside it as text."""
    drawing = io.BytesIO()
    inline = {"kind": "svg", "xmldecl": False, "svgns": False, "omitsize": True}
    segno.make(uri, micro=False).save(drawing, **inline, svgclass="qr", lineclass=None)
    return Markup(drawing.getvalue().decode())  # segno's own drawing of modules, no foreign text
