"""Registration numbers: every shape people type, every kind."""

from __future__ import annotations

import pytest

from services.registration.model.numbers import KINDS, RULES, read_number
from shared import japanese


@pytest.mark.parametrize(
    ("kind", "prefix", "typed", "written", "facility_id"),
    [
        ("judo", "契", "012345678", "契0123456-7-8", "judo-kei012345678"),
        ("judo", "協", "0123456-7-8", "協0123456-7-8", "judo-kyo012345678"),
        ("judo", "", "契0123456-7-8", "契0123456-7-8", "judo-kei012345678"),
        ("judo", "契", "契０１２３４５６ー７－８", "契0123456-7-8", "judo-kei012345678"),
        ("judo", "契", "【契0123456-7-8】", "契0123456-7-8", "judo-kei012345678"),
        ("judo", "契", " 0123456\u30007\u200b8 ", "契0123456-7-8", "judo-kei012345678"),
        ("ahaki", "", "01234567-8-9", "01234567-8-9", "ahaki-0123456789"),
        ("ahaki", "", "01234567‐8−9", "01234567-8-9", "ahaki-0123456789"),
        ("ahaki", "契", "0123456789", "01234567-8-9", "ahaki-0123456789"),
        ("kenshin", "", "0112345678", "0112345678", "kenshin-0112345678"),
        ("josan", "", "０１１２３４５６７８", "0112345678", "josan-0112345678"),
    ],
)
def test_every_usual_way_of_writing_a_number_is_understood(
    kind: str, prefix: str, typed: str, written: str, facility_id: str
) -> None:
    number, problems = read_number(kind, prefix, japanese.digits(typed))
    assert problems == []
    assert number is not None
    assert (number.written, number.facility_id) == (written, facility_id)


@pytest.mark.parametrize(
    ("kind", "prefix", "typed", "field", "message"),
    [
        (
            "judo",
            "",
            "012345678",
            "reg_prefix",
            "登録記号番号の区分（協または契）を選択してください",
        ),
        ("judo", "契", "", "reg_number", "登録記号番号の数字9桁を入力してください"),
        (
            "judo",
            "契",
            "01234567",
            "reg_number",
            "登録記号番号は数字9桁です。入力された数字は8桁です",
        ),
        (
            "judo",
            "契",
            "01234567a",
            "reg_number",
            "登録記号番号に数字以外の文字「a」が含まれています",
        ),
        ("ahaki", "", "", "reg_number", "登録記号番号の数字10桁を入力してください"),
        (
            "ahaki",
            "",
            "契0123456789",
            "reg_number",
            "登録記号番号に数字以外の文字「契」が含まれています",
        ),
        ("kenshin", "", "", "reg_number", "健診・保健指導機関番号10桁を入力してください"),
        (
            "kenshin",
            "",
            "123",
            "reg_number",
            "健診・保健指導機関番号は数字10桁です。入力された数字は3桁です",
        ),
        ("josan", "", "", "reg_number", "助産所の機関コード10桁を入力してください"),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_form(
    kind: str, prefix: str, typed: str, field: str, message: str
) -> None:
    number, [problem] = read_number(kind, prefix, japanese.digits(typed))
    assert number is None
    assert (problem.field, problem.message) == (field, message)


def test_both_problems_of_a_judo_number_are_told_at_once() -> None:
    _, problems = read_number("judo", "", "1")
    assert [problem.field for problem in problems] == ["reg_prefix", "reg_number"]


def test_a_prefix_that_was_chosen_is_not_overruled_by_a_pasted_one() -> None:
    number, _ = read_number("judo", "協", "契012345678")
    assert number is not None
    assert number.prefix == "協"


def test_the_four_kinds() -> None:
    assert KINDS == ("judo", "ahaki", "kenshin", "josan")
    assert [RULES[kind].length for kind in KINDS] == [9, 10, 10, 10]
