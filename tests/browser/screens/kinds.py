"""Applications after the first: 追加申請."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.screens.user import REQUEST, member, newcomer
from tests.browser.world import Cookies, World
from tests.support.live import pages

ADD = "/services/myna/accounts/add"
CONFIRM_ADD = f"{ADD}/confirm"
ADDING = "資格確認端末機器（アカウント）追加申請"


def adding(world: World) -> Cookies:
    return world.adding.cookies


def returned_addition(world: World) -> Cookies:
    return world.returned_addition.cookies


def check_addition(page: Page, world: World) -> None:
    pages.fill(page, "追加する端末台数", "2")
    pages.fill(page, "理由", "訪問施術を始めるため")
    pages.press(page, "入力内容を確認する")


KINDS = [
    Screen("A5-closed", ADD, ADDING, who=newcomer),
    Screen("A5", ADD, f"{ADDING}（1/3）", who=member),
    Screen(
        "A5-errors", ADD, f"{ADDING}（1/3）", who=member,
        act=acts.press("入力内容を確認する"), status=422,
    ),
    Screen("A5-returned", ADD, f"{ADDING}（1/3）", who=returned_addition),
    Screen(
        "A5-confirm", ADD, "追加申請 入力内容の確認（2/3）", who=member, act=check_addition
    ),
    Screen(
        "A5-done", f"{ADD}/done/<ref>", "追加申請 受付完了（3/3）",
        lambda w: f"{ADD}/done/{w.adding.ref}", adding,
    ),
    Screen(
        "V7b-addition", REQUEST, "申請状況 {ref}",
        lambda w: f"/services/myna/requests/{w.adding.ref}", adding,
    ),
]  # fmt: skip
