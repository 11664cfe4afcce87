"""Lenient in, strict stored: every shape people really type or paste."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import japanese

ANY_TEXT = st.text(max_size=60)
NORMALISERS = (japanese.email, japanese.text, japanese.line)


@pytest.mark.parametrize(
    "typed",
    [
        "012345678",
        "０１２３４５６７８",
        "0123456-7-8",
        "0123456\u20107\u20108",
        "0123456ー7－8",
        "0123456ｰ7─8",
        "0123456\u22127\u02d78",
        " 0123456 7\u30008 ",
        "0123456\u200b78",
        "(0123456)7.8",
        "（0123456）７．８",
    ],
)
def test_digits_forgives(typed: str) -> None:
    assert japanese.digits(typed) == "012345678"


@pytest.mark.parametrize(
    "typed", ["+81 120-123-4567", "0081-120-123-4567", "０１２０（１２３）４５６７"]
)
def test_phone_becomes_national(typed: str) -> None:
    assert japanese.phone(typed) == "01201234567"


def test_email_is_narrowed_and_lowered() -> None:
    assert japanese.email("\u3000Ｔａｒｏ＠Example.JP ") == "taro@example.jp"


@pytest.mark.parametrize("kept", ["神\ufa19", "塚\ufa10", "𠮷田", "葛\U000e0100城", "髙﨑"])
def test_registered_kanji_are_never_replaced(kept: str) -> None:
    assert japanese.name(kept) == kept


def test_half_width_katakana_in_names_is_widened() -> None:
    assert japanese.name("ｻﾄｳ\u3000 ﾊﾅｺｶﾞ") == "サトウ ハナコガ"


@pytest.mark.parametrize("typed", ["Ｗ００００００１", "w000-0001", " W0000001\u200b"])
def test_account_ids_forgive_width_case_and_hyphens(typed: str) -> None:
    assert japanese.code(typed) == "W0000001"


def test_text_keeps_lines_and_line_joins_them() -> None:
    assert japanese.text("一行目\r\n二行目\x00\x07 ") == "一行目\n二行目"
    assert japanese.line("一行目\r\n二行目") == "一行目 二行目"


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing_more(typed: str) -> None:
    for normalise in NORMALISERS:
        once = normalise(typed)
        assert normalise(once) == once


def test_the_first_stranger_is_named() -> None:
    assert japanese.first_outside("0123a5", "0-9") == "a"
    assert japanese.first_outside("0123", "0-9") is None
