"""Normalisers: lenient in, strict stored. They never refuse; validation comes after them."""

from __future__ import annotations

import re
import unicodedata

import jaconv

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\uff70\u2500\u02d7\u00ad"
_SEPARATORS = re.compile(rf"[\s{_ZERO_WIDTH}{re.escape(_HYPHENS)}()\[\]{{}}「」【】.・]")
_CODE_SEPARATORS = re.compile(rf"[\s{_ZERO_WIDTH}{re.escape(_HYPHENS)}]")
_SPACES = re.compile(r"\s+")
_EDGES = re.compile(rf"\A[\s{_ZERO_WIDTH}]+|[\s{_ZERO_WIDTH}]+\Z")
_FULL_WIDTH_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_AS_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_NARROW = {
    **{ord(unicodedata.normalize("NFKC", chr(code))): code for code in range(0xFF66, 0xFFA0)},
    **str.maketrans("ヮヵヶ「」", "ﾜｶｹ｢｣"),
}
_LARGE = str.maketrans("ｧｨｩｪｫｬｭｮｯｰ‐‑–—―−", "ｱｲｳｴｵﾔﾕﾖﾂ-------")


def digits(value: str) -> str:
    """Full-width digits, spaces, brackets and every look-alike of a hyphen are forgiven."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", _SEPARATORS.sub("", value)))


def phone(value: str) -> str:
    """As digits; an international +81 or 0081 becomes the leading 0."""
    number = digits(value)
    return re.sub(r"^(\+81|0081)0?", "0", number)


def email(value: str) -> str:
    """Trimmed, full-width ASCII narrowed, lower case."""
    return _trim(value).translate(_FULL_WIDTH_ASCII).lower()


def name(value: str) -> str:
    """Half-width katakana widened, runs of spaces joined; registered kanji stay untouched."""
    return _SPACES.sub(" ", _trim(jaconv.h2z(value, kana=True, ascii=False, digit=False)))


def code(value: str) -> str:
    """W００００００１ → W0000001."""
    return _CODE_SEPARATORS.sub(
        "", unicodedata.normalize("NFKC", _CODE_SEPARATORS.sub("", value))
    ).upper()


def kana(value: str) -> str:
    """As banks write it: half-width, small kana large, ー as -. さんぷる → ｻﾝﾌﾟﾙ."""
    wide = unicodedata.normalize("NFKC", line(value)).translate(_AS_KATAKANA)
    apart = unicodedata.normalize("NFD", wide)
    return " ".join(apart.translate(_NARROW).translate(_LARGE).upper().split())


def text(value: str) -> str:
    """Line ends unified, control characters deleted, trimmed."""
    return _trim(_CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")))


def line(value: str) -> str:
    """As text, on one line."""
    return _trim(_SPACES.sub(" ", text(value)))


def first_outside(value: str, allowed: str) -> str | None:
    """The first character that the character class `allowed` does not admit."""
    found = re.search(rf"[^{allowed}]", value)
    return found.group() if found else None


def _trim(value: str) -> str:
    return _EDGES.sub("", value)
