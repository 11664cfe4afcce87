"""Time: stored in UTC, shown in Japan's time (which has no summer time)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")


def now() -> datetime:
    """The present, aware, cut to milliseconds as the store keeps it."""
    present = datetime.now(UTC)
    return present.replace(microsecond=present.microsecond // 1000 * 1000)


def jst(instant: datetime) -> datetime:
    return instant.astimezone(JST)


def jst_date(instant: datetime) -> date:
    return jst(instant).date()


def ja_date(day: date) -> str:
    """2026年11月21日"""
    return f"{day.year}年{day.month}月{day.day}日"


def ja_datetime(instant: datetime) -> str:
    """2026年11月21日 18:05, in Japan's time."""
    local = jst(instant)
    return f"{ja_date(local.date())} {local:%H:%M}"


def rfc3339(instant: datetime) -> str:
    """2026-11-21T09:05:00.000Z"""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + (
        f"{instant.microsecond // 1000:03d}Z"
    )
