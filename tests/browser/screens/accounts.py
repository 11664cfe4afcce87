"""The account list's files, accounts in rare states, and accounts as staff see them."""

from __future__ import annotations

from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.screens.user import ACCOUNT, ACCOUNTS_TITLE, member
from tests.browser.world import Cookies, World

LIST = "/services/myna/accounts"
JOB = "/services/myna/jobs/<job_id>"
FILES = {f"{LIST}.csv", f"{LIST}/pdf.zip", f"{JOB}/file"}


def odd(world: World) -> Cookies:
    return world.odd_accounts[0].cookies


ACCOUNT_FILES = [
    Screen("A1-states", LIST, ACCOUNTS_TITLE, who=odd),
    Screen("A1-leaving", LIST, ACCOUNTS_TITLE, f"{LIST}?release_requested=yes", odd),
    Screen(
        "A1-none-chosen", f"{LIST}/pdf.zip", ACCOUNTS_TITLE, LIST, member,
        acts.press("PDFをまとめてダウンロード（ZIP）"), 422,
    ),
    Screen("A1-print", f"{LIST}/print", "アカウントの一覧（印刷用）", who=odd),
    Screen("A1-packing", JOB, "ファイルの作成中", lambda w: w.archive("packing"), member),
    Screen("A1-ready", JOB, "ファイルができました", lambda w: w.archive("ready"), member),
    Screen(
        "A1-failed", JOB, "ファイルを作成できませんでした", lambda w: w.archive("failed"), member
    ),
    Screen(
        "A1-gone", JOB, "ファイルはありません", "/services/myna/jobs/nothing", member, status=404
    ),
    *(
        Screen(
            f"A2-{state}", ACCOUNT, "{account}",
            lambda w, s=state: f"{LIST}/{w.odd_accounts[1][s]}", odd,
        )
        for state in ("ended", "suspended", "making", "failed", "leaving")
    ),
]  # fmt: skip
