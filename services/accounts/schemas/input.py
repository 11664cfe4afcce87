"""Fields several forms share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from shared import clock
from shared.web.fields import Text, WholeNumber, complain

LONGEST_NOTE = 100
STALE_PAGE = "画面を開き直してください"


class Note(Text):
    """One line about a terminal or who uses it, or nothing."""

    def __init__(self, name: str = "備考", **kwargs: Any) -> None:
        super().__init__(
            f"{name}は文字で入力してください",
            longest=LONGEST_NOTE,
            too_long=f"{name}は{LONGEST_NOTE}文字以内で入力してください（現在{{n}}文字）",
            optional=True,
            **kwargs,
        )


class SeenVersion(WholeNumber):
    """The version a decision was made on."""

    def __init__(self) -> None:
        super().__init__(STALE_PAGE, low=1, high=10**9 - 1, wrong=STALE_PAGE)


def within(label: str, most: timedelta) -> Callable[[date], None]:
    """A validator: the day lies between today and `most` ahead, in Japan."""

    def check(day: date) -> None:
        first = clock.jst_date(clock.now())
        last = first + most
        if not first <= day <= last:
            span = f"{clock.ja_date(first)}から{clock.ja_date(last)}まで"
            raise complain("range", f"{label}は{span}の日付を入力してください")

    return check
