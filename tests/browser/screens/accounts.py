"""The account list's files, accounts in rare states, and accounts as staff see them."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.screens.user import ACCOUNT, ACCOUNTS_TITLE, member
from tests.browser.world import Cookies, World
from tests.support.live import pages

LIST = "/services/myna/accounts"
JOB = "/services/myna/jobs/<job_id>"
FILES = {f"{LIST}.csv", f"{LIST}/pdf.zip", f"{JOB}/file"}


def odd(world: World) -> Cookies:
    return world.odd_accounts[0].cookies


STAFF_LIST = "/staff/accounts"
STAFF_ACCOUNT = f"{STAFF_LIST}/<account_id>"
MOVE = f"{STAFF_ACCOUNT}/<any(suspend,resume,reissue):move>"


def reviewer(world: World) -> Cookies:
    return world.reviewer


def staff_path(world: World, state: str, move: str = "") -> str:
    return f"{STAFF_LIST}/{world.odd_accounts[1][state]}{move}"


def decide_too_late(page: Page, world: World) -> None:
    page.evaluate("document.querySelector('main [name=version]').value = '99'")
    pages.fill(page, "理由", "端末の紛失")
    pages.press(page, "停止を確定する")


STAFF_ACCOUNTS = [
    Screen("ST11-search", STAFF_LIST, "アカウント", who=reviewer),
    Screen("ST11-found", STAFF_LIST, "アカウント", f"{STAFF_LIST}?q=W", reviewer),
    Screen("ST11-none", STAFF_LIST, "アカウント", f"{STAFF_LIST}?q=none", reviewer),
    *(
        Screen(
            f"ST11-{state}", STAFF_ACCOUNT, "アカウント {account}",
            lambda w, s=state: staff_path(w, s), reviewer,
        )
        for state in ("leaving", "suspended", "ended", "making")
    ),
    Screen(
        "ST11-viewer", STAFF_ACCOUNT, "アカウント {account}",
        lambda w: staff_path(w, "leaving"), lambda w: w.viewer,
    ),
    *(
        Screen(
            f"ST11-{move}", MOVE, f"{button} {{account}}",
            lambda w, s=state, m=move: staff_path(w, s, f"/{m}"), reviewer,
        )
        for state, move, button in (
            ("leaving", "suspend", "利用を停止する"),
            ("suspended", "resume", "再開する"),
            ("leaving", "reissue", "設定情報を再発行する"),
        )
    ),
    Screen(
        "ST11-errors", MOVE, "利用を停止する {account}",
        lambda w: staff_path(w, "leaving", "/suspend"), reviewer,
        acts.press("停止を確定する"), 422,
    ),
    Screen(
        "ST11-conflict", MOVE, "アカウント {account}",
        lambda w: staff_path(w, "leaving", "/suspend"), reviewer, decide_too_late, 409,
    ),
]  # fmt: skip
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
