"""Instants and days as people read them, from what the services' JSON says."""

from __future__ import annotations

from datetime import date, datetime

from shared import clock

WEEKDAYS = "月火水木金土日"


def present_time() -> str:
    """2026年11月21日 18:05, for what is printed."""
    return clock.ja_datetime(clock.now())


def today() -> str:
    """2026年11月21日, for what is printed of pages that are the same all day."""
    return clock.ja_date(clock.jst_date(clock.now()))


def ja_datetime(instant: str) -> str:
    """2026-11-21T09:05:00Z → 2026年11月21日 18:05 (Japan's time); empty stays empty."""
    return clock.ja_datetime(datetime.fromisoformat(instant)) if instant else ""


def ja_date(day: str) -> str:
    """2026-12-01 → 2026年12月1日（火）; empty stays empty."""
    if not day:
        return ""
    value = date.fromisoformat(day)
    return f"{clock.ja_date(value)}（{WEEKDAYS[value.weekday()]}）"


def table_date(instant_or_day: str) -> str:
    """For tables: 2026-11-21, of the day in Japan; empty stays empty."""
    if not instant_or_day:
        return ""
    if "T" not in instant_or_day:
        return instant_or_day
    return clock.jst_date(datetime.fromisoformat(instant_or_day)).isoformat()


def file_size(count: int) -> str:
    """Of `count` bytes: 900B, 45KB, 1.2MB."""
    if count < 1000:
        return f"{count}B"
    if count < 999_500:
        return f"{round(count / 1000)}KB"
    return f"{count / 1_000_000:.1f}MB"
