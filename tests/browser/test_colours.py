"""The colour pairs of the pages, computed: text at least 4.5 to 1, controls and focus 3 to 1."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from services import portal

CSS = (Path(portal.__file__).parent / "static" / "portal.css").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--c-([\w-]+):\s*#([0-9a-f]{6});", CSS))
TEXT = [
    ("text", "paper"), ("text", "surface"), ("text", "info-bg"), ("text", "warn-bg"),
    ("strong", "paper"), ("strong", "surface"), ("strong", "surface-2"),
    ("hint", "paper"), ("hint", "surface"),
    ("link", "paper"), ("link", "surface"), ("link-visited", "paper"), ("link-hover", "paper"),
    ("link-active", "paper"), ("key", "paper"), ("key", "key-bg"),
    ("error", "paper"), ("error", "error-bg"), ("ok-text", "ok-bg"), ("warn-text", "warn-bg"),
    ("strong", "focus-inner"),
]  # fmt: skip
SHAPES = [
    ("control", "paper"), ("rule", "paper"), ("ok", "ok-bg"), ("warn", "warn-bg"),
    ("error", "error-bg"), ("focus-outer", "paper"), ("focus-inner", "key"),
]  # fmt: skip


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_told_apart(shape: str, ground: str) -> None:
    assert contrast(shape, ground) >= 3
