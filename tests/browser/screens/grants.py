"""From the start of operation to the grant: 運用開始日登録, 助成金, 交付決定."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.screens.user import member, newcomer
from tests.browser.world import Cookies, World
from tests.support.live import pages

GO_LIVE = "/services/myna/go-live"
CONFIRM_GO_LIVE = f"{GO_LIVE}/confirm"


def starting(world: World) -> Cookies:
    return world.starting.cookies


def running(world: World) -> Cookies:
    return world.running.cookies


def check_start_date(page: Page, world: World) -> None:
    day = world.today
    for name, part in (("年", day.year), ("月", day.month), ("日", day.day)):
        pages.fill(page, name, str(part))
    pages.press(page, "確認する")


GRANTS = [
    Screen("P1b-starting", "/", "トップページ", who=starting),
    Screen("V4-closed", GO_LIVE, "運用開始日登録", who=newcomer),
    Screen("V4", GO_LIVE, "運用開始日登録", who=member),
    Screen("V4-registered", GO_LIVE, "運用開始日登録", who=starting),
    Screen("V4-passed", GO_LIVE, "運用開始日登録", who=running),
    Screen(
        "V4-errors", GO_LIVE, "運用開始日登録", who=member, act=acts.press("確認する"), status=422
    ),
    Screen(
        "V4-confirm", GO_LIVE, "運用開始日登録 入力内容の確認", who=member, act=check_start_date
    ),
    Screen("V4-done", f"{GO_LIVE}/done", "運用開始日登録 完了", who=starting),
]  # fmt: skip
