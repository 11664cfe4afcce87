"""The road from registration to daily use, as a task list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.portal.wording import ja_date

START = "/services/myna/start"
ACCOUNTS = "/services/myna/accounts"
REQUESTS = "/services/myna/requests"
GO_LIVE = "/services/myna/go-live"
NEXT, DONE, REVIEW, ATTENTION = "次の手続き", "完了", "審査中", "要対応"
NOT_YET, NOT_BUILT = "まだ開始できません", "準備中"


@dataclass(frozen=True)
class Task:
    label: str
    status: str
    path: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Progress:
    """`returned`: applications that wait for the applicant."""

    tasks: tuple[Task, ...]
    returned: tuple[dict[str, Any], ...]

    @property
    def next_task(self) -> Task | None:
        return next((t for t in self.tasks if t.status in (ATTENTION, NEXT) and t.path), None)


def progress_of(
    applications: Sequence[dict[str, Any]],
    accounts: Sequence[dict[str, Any]],
    start_date: dict[str, Any],
) -> Progress:
    start = _newest_open_start(applications)
    tasks = (
        Task("ユーザー登録", DONE),
        _start_task(start),
        _terminal_task(accounts),
        _start_date_task(start_date),
        Task("助成金交付申請", NOT_BUILT),
    )
    returned = tuple(a for a in applications if a["state"] == "returned")
    return Progress(tasks, returned)


def _newest_open_start(applications: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    closed = ("rejected", "withdrawn")
    starts = [a for a in applications if a["kind"] == "start" and a["state"] not in closed]
    return max(starts, key=lambda a: a["submitted_at"], default=None)


def _start_task(start: dict[str, Any] | None) -> Task:
    if start is None:
        return Task("利用開始申請", NEXT, START)
    statuses = {"completed": DONE, "returned": ATTENTION}
    return Task("利用開始申請", statuses.get(start["state"], REVIEW), f"{REQUESTS}/{start['ref']}")


def _terminal_task(accounts: Sequence[dict[str, Any]]) -> Task:
    label = "端末の初期登録"
    if not accounts:
        return Task(label, NOT_YET, reason="利用開始申請の手続き完了後に登録できます。")
    registered = sum(1 for account in accounts if account["terminal"])
    status = DONE if registered == len(accounts) else NEXT
    return Task(label, status, ACCOUNTS, f"{len(accounts)}台中{registered}台が登録済みです。")


def _start_date_task(start_date: dict[str, Any]) -> Task:
    label = "運用開始日登録"
    if not start_date["open"]:
        return Task(label, NOT_YET, reason="利用開始申請の手続き完了後に登録できます。")
    if not start_date["day"]:
        return Task(label, NEXT, GO_LIVE)
    return Task(label, DONE, GO_LIVE, f"運用開始日：{ja_date(start_date['day'])}")
