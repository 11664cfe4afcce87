"""Searching in Japanese: pairs of characters instead of words, all in memory."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from unicodedata import category, normalize

from markupsafe import Markup

LONGEST = 100
MOST_TERMS = 8
ENOUGH = 0.5  # of a term's pairs, the rare ones counting more
AROUND = 60
UNPRINTABLE = {"Cc", "Cf", "Cn", "Co", "Cs"}
KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


@dataclass(frozen=True)
class Document:
    """`label` says what kind of text it is; `keywords` are found, but never shown."""

    label: str
    title: str
    address: str
    text: str
    keywords: str = ""


@dataclass(frozen=True)
class Hit:
    document: Document
    excerpt: Markup


def tidy(typed: str) -> str:
    """A query as it is shown again: one line, no characters that cannot be seen."""
    visible = "".join(" " if category(sign) in UNPRINTABLE else sign for sign in typed[:LONGEST])
    return " ".join(visible.split())


def terms(query: str) -> list[str]:
    """The words typed, alike in width, case and kana; without signs."""
    return re.sub(r"[^\w]+|_+", " ", fold(normalize("NFKC", query))).split()[:MOST_TERMS]


def contains(query: str, *texts: str) -> bool:
    """Every word of the query stands somewhere in the texts."""
    folded = fold("\n".join(texts))
    return all(term in folded for term in terms(query))


def fold(text: str) -> str:
    """Width, case and kana made alike, character by character: positions stay."""
    alike = (normalize("NFKC", sign).lower() for sign in text)
    return "".join(
        new if len(new) == 1 else old for old, new in zip(text, alike, strict=True)
    ).translate(KATAKANA)


class Index:
    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self._entries = [_Entry(document) for document in documents]
        self._spread = Counter(pair for entry in self._entries for pair in entry.pairs)

    def find(self, query: str) -> list[Hit]:
        """Best first."""
        wanted = terms(query)
        if not wanted:
            return []
        scored = [(self._score(entry, wanted), entry) for entry in self._entries]
        found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
        return [Hit(entry.document, excerpt(entry.document.text, wanted)) for _, entry in found]

    def _score(self, entry: _Entry, wanted: list[str]) -> float:
        """0 unless every term is there, at least for the most part."""
        total = 0.0
        for term in wanted:
            share = self._share(entry, term)
            if share < ENOUGH:
                return 0
            total += share + entry.weight(term)
        return total

    def _share(self, entry: _Entry, term: str) -> float:
        if entry.holds(term):
            return 1
        weights = {pair: self._rarity(pair) for pair in pairs(term)}
        there = sum(weight for pair, weight in weights.items() if pair in entry.pairs)
        return there / sum(weights.values()) if weights else 0

    def _rarity(self, pair: str) -> float:
        return math.log(1 + len(self._entries) / max(1, self._spread[pair]))


class _Entry:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.title = fold(document.title)
        self.keywords = fold(document.keywords)
        self.body = fold(document.text)

    @cached_property
    def pairs(self) -> frozenset[str]:
        return pairs(f"{self.title}\n{self.keywords}\n{self.body}")

    def holds(self, term: str) -> bool:
        return term in self.title or term in self.keywords or term in self.body

    def weight(self, term: str) -> float:
        """A title counts most, the more the shorter it is; then keywords, then the text."""
        in_title = 3 + 2 * len(term) / len(self.title) if term in self.title else 0
        return in_title + 2 * (term in self.keywords) + min(self.body.count(term), 5) / 5


def pairs(text: str) -> frozenset[str]:
    return frozenset(
        first + second
        for first, second in pairwise(text)
        if not first.isspace() and not second.isspace()
    )


def excerpt(text: str, wanted: Sequence[str]) -> Markup:
    """The text around the first word found, with the words marked."""
    joined = " ".join(text.split())
    folded = fold(joined)
    places = [place for term in wanted if (place := folded.find(term)) >= 0]
    start = max(0, min(places, default=0) - AROUND // 2)
    part = slice(start, start + 2 * AROUND)
    before, after = "…" if start else "", "…" if part.stop < len(joined) else ""
    return Markup("{}{}{}").format(before, _marked(joined[part], folded[part], wanted), after)


def _marked(text: str, folded: str, wanted: Sequence[str]) -> Markup:
    longest_first = sorted(wanted, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(term) for term in longest_first))
    done, place = Markup(""), 0
    for match in pattern.finditer(folded):
        done += text[place : match.start()]
        done += Markup("<mark>{}</mark>").format(text[match.start() : match.end()])
        place = match.end()
    return done + text[place:]
