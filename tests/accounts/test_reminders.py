"""運用開始日登録のお願い: at most twice, however many workers look and crash."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.accounts.settings import Settings
from services.accounts.usecases.start_dates import remind_of_start_dates
from services.accounts.worker import build_worker
from shared.contracts import StartDateReminderDue, derived_id
from shared.settings import SettingsError
from tests.accounts.desk import Desk, found, together
from tests.accounts.test_worker import soon
from tests.support.tokens import FACILITY


def reminders(desk: Desk) -> list[StartDateReminderDue]:
    owed = desk.news("start_dates", FACILITY["id"])
    return [envelope.data for envelope in owed if envelope.type == "StartDateReminderDue"]


def later(desk: Desk, days: int) -> list[int]:
    """The reminders owed after so many more days."""
    desk.clock.forward(days=days)
    remind_of_start_dates(desk.service)
    return [reminder.n for reminder in reminders(desk)]


def test_two_reminders_then_silence(desk: Desk) -> None:
    ref = desk.completed()["ref"]
    assert later(desk, 13) == []
    assert later(desk, 1) == [1]
    assert later(desk, 13) == [1]
    assert later(desk, 1) == [1, 2]
    assert later(desk, 300) == [1, 2]
    first, second = desk.news("start_dates", FACILITY["id"])
    assert first.id == derived_id(f"{ref}:1", "StartDateReminderDue", ref)
    assert second.id == derived_id(f"{ref}:2", "StartDateReminderDue", ref)
    assert first.data.recipient.email == "hanako@example.jp"


def test_whoever_registered_is_left_alone(desk: Desk) -> None:
    desk.completed()
    assert later(desk, 15) == [1]
    today = str((desk.clock.now() + timedelta(hours=9)).date())
    body = {"day": today, "version": 2}
    found(desk.put(f"start-dates/{FACILITY['id']}", body, desk.user()))
    assert later(desk, 30) == [1]


def test_after_a_long_silence_they_still_come_one_by_one(desk: Desk) -> None:
    desk.completed()
    assert later(desk, 90) == [1]
    assert later(desk, 13) == [1]
    assert later(desk, 1) == [1, 2]


def test_many_workers_remind_once(desk: Desk) -> None:
    desk.completed()
    desk.clock.forward(days=14)
    together(*[lambda: remind_of_start_dates(desk.service)] * 6)
    assert [reminder.n for reminder in reminders(desk)] == [1]


def test_nobody_without_accounts_is_reminded(desk: Desk) -> None:
    desk.claimed()
    desk.clock.forward(days=60)
    remind_of_start_dates(desk.service)
    assert desk.db.start_dates.count_documents({}) == 0


def test_the_worker_reminds(settings: Settings, desk: Desk) -> None:
    desk.completed()
    desk.clock.forward(days=14)
    worker = build_worker(settings, desk.clock.now)
    worker.start()
    try:
        row = {"_id": FACILITY["id"], "reminders": 1, "outbox": []}
        assert soon(lambda: desk.db.start_dates.find_one(row))
    finally:
        worker.stop()


def test_the_waits_are_a_setting(environ: dict[str, str]) -> None:
    rules = Settings.from_env({**environ, "PORTAL_REMIND_AFTER_DAYS": "7"}).start_dates
    assert rules.remind_after == (timedelta(days=7),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_REMIND_AFTER_DAYS", "28 14"),
        ("PORTAL_REMIND_AFTER_DAYS", "0"),
        ("PORTAL_REMIND_AFTER_DAYS", "7 14 21"),
        ("PORTAL_REMIND_AFTER_DAYS", "soon"),
        ("PORTAL_START_DATES_FROM", "2024/04/01"),
    ],
)
def test_nonsense_stops_the_start(environ: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({**environ, name: value})
