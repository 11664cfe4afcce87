"""How codes are read aloud, character by character, so that nobody takes one for another."""

from __future__ import annotations

import string

_LETTERS = (
    "エー ビー シー ディー イー エフ ジー エイチ アイ ジェイ ケー エル エム エヌ オー ピー "
    "キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット"
)
_DIGITS = "ゼロ イチ ニ サン ヨン ゴ ロク ナナ ハチ キュウ"
LETTERS = dict(zip(string.ascii_uppercase, _LETTERS.split(), strict=True))
DIGITS = dict(zip(string.digits, _DIGITS.split(), strict=True))
SIGNS = {
    "!": "感嘆符",
    "#": "シャープ",
    "$": "ドル",
    "%": "パーセント",
    "&": "アンド",
    "*": "アスタリスク",
    "+": "プラス",
    "-": "ハイフン",
    "=": "イコール",
    "?": "疑問符",
    "@": "アットマーク",
}


def spelled(code: str) -> str:
    """Qa5! → 大文字キュー、小文字エー、数字ゴ、記号感嘆符; 12 → イチ、ニ."""
    if code.isdigit():
        return "、".join(DIGITS[digit] for digit in code)
    return "、".join(_name(character) for character in code)


def _name(character: str) -> str:
    if character in DIGITS:
        return f"数字{DIGITS[character]}"
    if character.upper() in LETTERS:
        case = "大文字" if character.isupper() else "小文字"
        return case + LETTERS[character.upper()]
    return f"記号{SIGNS.get(character, character)}"


def grouped(code: str) -> str:
    """123456789012 → 1234-5678-9012, as on the printed sheet."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
