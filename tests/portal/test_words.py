"""Codes, days and sizes as people read them."""

from __future__ import annotations

from datetime import date

import pytest

from services.portal.spelling import grouped, spelled
from services.portal.typed_day import day_fields, typed_day
from services.portal.wording import file_size
from services.portal.workdays import workdays_between


@pytest.mark.parametrize(
    ("code", "reading"),
    [
        ("Qa5!", "大文字キュー、小文字エー、数字ゴ、記号感嘆符"),
        ("W01", "大文字ダブリュー、数字ゼロ、数字イチ"),
        ("1180", "イチ、イチ、ハチ、ゼロ"),
        (
            "#$%&*+-=?@",
            "記号シャープ、記号ドル、記号パーセント、記号アンド、記号アスタリスク、"
            "記号プラス、記号ハイフン、記号イコール、記号疑問符、記号アットマーク",
        ),
    ],
)
def test_codes_are_read_character_by_character(code: str, reading: str) -> None:
    assert spelled(code) == reading


def test_codes_are_printed_in_groups_of_four() -> None:
    assert grouped("123456789012") == "1234-5678-9012"


@pytest.mark.parametrize(
    ("typed", "day", "complaint"),
    [
        (("2026", "12", "1"), "2026-12-01", ""),
        (("２０２６", " ４", "１"), "2026-04-01", ""),
        (("", "", ""), "", ""),
        (("", "1", "2"), "", "利用予定年月日の「年」を入力してください"),
        (("2026", "", "2"), "", "利用予定年月日の「月」を入力してください"),
        (("2026", "2", ""), "", "利用予定年月日の「日」を入力してください"),
    ],
)
def test_a_day_is_typed_in_three_parts(
    typed: tuple[str, str, str], day: str, complaint: str
) -> None:
    form = dict(zip(("d_y", "d_m", "d_d"), typed, strict=True))
    found, error = typed_day(form, "d", "利用予定年月日")
    assert (found, error.message if error else "") == (day, complaint)


def test_a_day_fills_its_three_fields() -> None:
    assert day_fields("2026-04-01", "d") == {"d_y": "2026", "d_m": "4", "d_d": "1"}
    assert day_fields(None, "d") == {"d_y": "", "d_m": "", "d_d": ""}


@pytest.mark.parametrize(
    ("count", "words"),
    [(900, "900B"), (45_300, "45KB"), (999_499, "999KB"), (999_500, "1.0MB"), (1_240_000, "1.2MB")],
)
def test_sizes_are_short(count: int, words: str) -> None:
    assert file_size(count) == words


@pytest.mark.parametrize(
    ("since", "today", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 22), 0),
        (date(2026, 11, 20), date(2026, 11, 23), 0),
        (date(2026, 11, 20), date(2026, 11, 24), 1),
        (date(2026, 11, 16), date(2026, 11, 20), 4),
    ],
    ids=["同じ日", "週末", "勤労感謝の日", "翌営業日", "一週間"],
)
def test_business_days_leave_out_weekends_and_holidays(since: date, today: date, days: int) -> None:
    assert workdays_between(since, today) == days
