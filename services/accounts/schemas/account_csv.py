"""Accounts as a table on paper or in a spreadsheet: the columns of the list, nothing secret."""

from __future__ import annotations

from datetime import date

from services.accounts.model.account import Account

HEAD = (
    "アカウントID",
    "備考（利用者名、端末名等）",
    "ステータス",
    "利用開始年月日",
    "利用終了年月日",
    "利用停止年月日",
)


def row(account: Account) -> tuple[str, ...]:
    mark = " 解除申請中" if account.release_requested else ""
    days = (account.started_on, account.ended_on, account.suspended_on)
    return (account.id, account.note, account.status.label + mark, *map(_day, days))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
