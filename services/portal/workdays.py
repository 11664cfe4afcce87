"""Business days as offices in Japan count them: not Saturdays, not Sundays, not 祝日."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import jpholiday

from shared import clock

SATURDAY = 5


def workdays_since(instant: str) -> int:
    """Business days that have begun after the day of `instant` (RFC 3339), today included."""
    day = clock.jst_date(datetime.fromisoformat(instant))
    return workdays_between(day, clock.jst_date(clock.now()))


def workdays_between(day: date, today: date) -> int:
    ahead = (day + timedelta(days=n) for n in range(1, (today - day).days + 1))
    return sum(1 for day in ahead if day.weekday() < SATURDAY and not jpholiday.is_holiday(day))
