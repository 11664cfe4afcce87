"""What comes instead of the page that was wanted."""

from __future__ import annotations

from playwright.sync_api import Page
from pymongo import MongoClient

from tests.browser.screens.screen import Screen
from tests.browser.screens.visitor import newcomer
from tests.browser.world import World
from tests.support.live import pages

LIST = "/my/list"
REQUEST = "/services/myna/requests/<ref>"
MORE_THAN_ONE_MEGABYTE = "長" * 400_000


def send_too_much(page: Page, world: World) -> None:
    pages.fill(page, "ユーザー名（メールアドレス）", MORE_THAN_ONE_MEGABYTE)
    pages.press(page, "ログイン")


def meet_what_nobody_thought_of(page: Page, world: World) -> None:
    """An application in the store that makes no sense, for the moment."""
    with MongoClient(world.portal.settings()["PORTAL_MONGO_URL"]) as client:
        applications = client["accounts"]["applications"]
        wrong = {"_id": world.submitted.ref}
        applications.update_one(wrong, {"$rename": {"timeline": "mislaid"}})
        page.reload()
        applications.update_one(wrong, {"$rename": {"mislaid": "timeline"}})


def lose_the_store(page: Page, world: World) -> None:
    with world.portal.without_store():
        page.reload()


ERRORS = [
    Screen("E5", "/login", "ファイルが大きすぎます", act=send_too_much, status=413),
    Screen(
        "E7", REQUEST, "処理中に問題が発生しました",
        lambda w: f"/services/myna/requests/{w.submitted.ref}", lambda w: w.submitted.cookies,
        meet_what_nobody_thought_of, 500,
    ),
    Screen("E8", LIST, "ただいま混み合っています", who=newcomer, act=lose_the_store, status=503),
]  # fmt: skip
