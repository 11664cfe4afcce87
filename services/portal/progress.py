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
GRANT = "/services/myna/grant"
NEXT, DONE, REVIEW, ATTENTION = "次の手続き", "完了", "審査中", "要対応"
NOT_YET, CLOSED = "まだ開始できません", "受付終了"


@dataclass(frozen=True)
class Task:
    label: str
    status: str
    path: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Progress:
    """Tasks of one facility. `returned`: applications of any that wait for the applicant."""

    tasks: tuple[Task, ...]
    returned: tuple[dict[str, Any], ...]

    @property
    def next_task(self) -> Task | None:
        return next((t for t in self.tasks if t.status in (ATTENTION, NEXT) and t.path), None)


def progress_of(
    facility_id: str,
    applications: Sequence[dict[str, Any]],
    accounts: Sequence[dict[str, Any]],
    start_date: dict[str, Any],
    offer: dict[str, Any],
) -> Progress:
    here = [one for one in applications if one["facility"]["id"] == facility_id]
    start, grant = _newest(here, "start"), _newest(here, "grant")
    tasks = (
        Task("ユーザー登録", DONE),
        _start_task(start),
        _terminal_task([one for one in accounts if one["facility_id"] == facility_id]),
        _start_date_task(start_date),
        _grant_task(grant, offer),
    )
    returned = tuple(a for a in applications if a["state"] == "returned")
    return Progress(tasks, returned)


def _newest(applications: Sequence[dict[str, Any]], kind: str) -> dict[str, Any] | None:
    """That has not ended without a result."""
    closed = ("rejected", "withdrawn")
    found = [a for a in applications if a["kind"] == kind and a["state"] not in closed]
    return max(found, key=lambda a: a["submitted_at"], default=None)


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


def _grant_task(grant: dict[str, Any] | None, offer: dict[str, Any]) -> Task:
    label = "助成金交付申請"
    if grant:
        statuses = {"completed": DONE, "returned": ATTENTION}
        return Task(label, statuses.get(grant["state"], REVIEW), f"{REQUESTS}/{grant['ref']}")
    if not offer["reason"]:
        return Task(label, NEXT, GRANT, f"申請期限：{ja_date(offer['scheme']['last'])}")
    status = CLOSED if offer["reason"] == "grant_closed" else NOT_YET
    return Task(label, status, reason=offer["detail"])
