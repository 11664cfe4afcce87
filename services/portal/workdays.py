"""Business days as offices in Japan count them: not Saturdays, not Sundays, not 祝日."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

import jpholiday

from services.portal import site
from shared import clock

SATURDAY = 5


def workdays_since(instant: str) -> int:
    """Business days that have begun after the day of `instant` (RFC 3339), today included."""
    day = clock.jst_date(datetime.fromisoformat(instant))
    return workdays_between(day, clock.jst_date(clock.now()), site.holidays())


def workdays_between(day: date, today: date, closed: Collection[date] = ()) -> int:
    """`closed` are further days without work."""
    ahead = (day + timedelta(days=n) for n in range(1, (today - day).days + 1))
    return sum(1 for day in ahead if _is_workday(day) and day not in closed)


def _is_workday(day: date) -> bool:
    return day.weekday() < SATURDAY and not jpholiday.is_holiday(day)
