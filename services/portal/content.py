"""Standing texts: Markdown with a small front matter, read once, shown as pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import frontmatter
from markdown_it import MarkdownIt
from markupsafe import Markup
from marshmallow import Schema, fields

FOLDER = Path(__file__).parent / "content"

_markdown = MarkdownIt("commonmark", {"html": False})


class _FrontMatter(Schema):
    title = fields.String(required=True)
    version = fields.String(required=True)
    effective = fields.String(required=True)


@dataclass(frozen=True)
class Article:
    """`version` and `effective` (a day, "2026-11-21") are text on purpose."""

    title: str
    version: str
    effective: str
    body: Markup


def read_article(name: str) -> Article:
    """Raises ValidationError for a wrong front matter: a text for everybody must be whole."""
    source = (FOLDER / f"{name}.md").read_bytes().decode("utf-8-sig")
    metadata, body = frontmatter.parse(source)
    known = _FrontMatter().load(metadata)
    return Article(**known, body=Markup(_markdown.render(body)))  # html=False: HTML stays text
