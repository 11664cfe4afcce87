"""Markdown as operators write it: no HTML, no pictures, links to known places only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from unicodedata import east_asian_width
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import isPunctChar
from markdown_it.rules_inline import state_inline
from markdown_it.token import Token
from markupsafe import Markup

from services.portal.publications.model import Section, Text

EXTERNAL = "（外部サイト）"
NAMED = re.compile(r"\s*\{#([a-z][a-z0-9-]*)\}$")


class Unfit(Exception):
    """A text that must not be published; each fault is a sentence for its writer."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("、".join(faults))
        self.faults = faults


def typeset(source: str, title: str, hosts: Collection[str]) -> Text:
    """Headings begin at ##; "## 見出し {#name}" names their place. Raises Unfit.

    `title` names the text's tables, `hosts` are the foreign sites it may link to.
    """
    tokens = _markdown.parse(source)
    reading = _Reading(title, frozenset(hosts))
    for token, following in zip_longest(tokens, tokens[1:]):
        reading.take(token, following)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    plain = "\n".join(_plain(tokens))
    if "**" in plain:
        reading.faults.append("強調の「**」が閉じていません")
    if reading.faults:
        raise Unfit(reading.faults)
    return Text(Markup(html), plain, tuple(reading.sections))


@dataclass
class _Reading:
    """Walks over a text's tokens once: finds faults, places headings, dresses links and tables."""

    title: str
    hosts: frozenset[str]
    faults: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    level: int = 1
    tables: int = 0

    def take(self, token: Token, following: Token | None) -> None:
        if token.type == "heading_open" and following:
            self._heading(token, following)
        elif token.type == "inline":
            token.children = list(self._inline(token.children or []))
        elif token.type == "table_open":
            self.tables += 1
            token.meta["name"] = f"表{self.tables}：{self.title}"
        elif token.type in ("th_open", "td_open"):
            _dress_cell(token)

    def _heading(self, token: Token, inline: Token) -> None:
        level = int(token.tag[1])
        if not 2 <= level <= min(self.level + 1, 3):
            self.faults.append(f"見出し「{inline.content}」の段階が正しくありません（##、###の順）")
        self.level = level
        last = (inline.children or [])[-1:]
        name = NAMED.search(last[0].content) if last else None
        place = name[1] if name else f"s{len(self.sections) + 1}"
        if name:
            last[0].content = last[0].content[: name.start()]
        if level == 2:
            self.sections.append(Section(place, _words(inline.children or [])))
        if level == 2 or name:
            self._place(token, place)

    def _place(self, heading: Token, place: str) -> None:
        if place in self.places:
            self.faults.append(f"見出しの名前「{place}」が重なっています")
        self.places.add(place)
        heading.attrSet("id", place)

    def _inline(self, children: list[Token]) -> Iterator[Token]:
        external = False
        for child in children:
            if child.type == "image":
                self.faults.append("画像は使えません。添付ファイルにしてください")
            if child.type == "link_open":
                external = self._link(str(child.attrGet("href")))
            if child.type == "link_close" and external:
                yield Token("text", "", 0, content=EXTERNAL)
            yield child

    def _link(self, address: str) -> bool:
        """Whether it leads to another site."""
        parts = urlsplit(address)
        if parts.scheme in ("mailto", "tel") or (not parts.scheme and not parts.netloc):
            if not parts.scheme and not address.startswith(("/", "#")):
                self.faults.append(f"リンク「{address}」は「/」で始めてください")
            return False
        if parts.scheme != "https" or parts.netloc not in self.hosts:
            self.faults.append(f"リンク先「{address}」は許可されていません")
        return True


def _dress_cell(token: Token) -> None:
    """The policy allows no style attributes: numbers are aligned by class."""
    if "right" in str(token.attrs.pop("style", "")):
        token.attrSet("class", "number")
    if token.tag == "th":
        token.attrSet("scope", "col")


def _plain(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield _words(token.children or [])
        elif token.type in ("code_block", "fence"):
            yield token.content.strip()


def _words(children: list[Token]) -> str:
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content for child in children
    )


def _open_table(tokens: list[Token], index: int, *_: object) -> str:
    name = Markup.escape(tokens[index].meta["name"])
    return (
        f'<div class="scroll" role="region" aria-label="{name}" tabindex="0">\n'
        '<table class="table">\n'
    )


def _close_table(*_: object) -> str:
    return "</table>\n</div>\n"


def _narrow_punctuation(character: str) -> bool:
    """Full-width 。」） must not keep ** from closing: 「**重要。**必ず」 is meant as emphasis."""
    return east_asian_width(character) not in "WF" and isPunctChar(character)


state_inline.isPunctChar = _narrow_punctuation
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
_markdown.validateLink = lambda address: True  # the list of known places is stricter
_markdown.renderer.rules.update(table_open=_open_table, table_close=_close_table)
