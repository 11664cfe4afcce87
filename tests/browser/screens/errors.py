"""What comes instead of the page that was wanted."""

from __future__ import annotations

from playwright.sync_api import Page
from pymongo import MongoClient

from tests.browser.screens.accounts import LIST as ACCOUNTS
from tests.browser.screens.administration import ME, admin, begin_second_factor
from tests.browser.screens.screen import Screen
from tests.browser.screens.visitor import newcomer
from tests.browser.world import Cookies, World
from tests.support.live import pages

LIST = "/my/list"
REQUEST = "/services/myna/requests/<ref>"
MORE_THAN_ONE_MEGABYTE = "長" * 400_000
ARCHIVES_AN_HOUR = 10
WANTED = f"{ME}/second-factor"


def freshly_signed_in(world: World) -> Cookies:
    return {"portal_user": world.api.sign_in(world.odd_accounts[0].person)}


def finish_what_ended_elsewhere(page: Page, world: World) -> None:
    """Another window has given up the authenticator that is being registered here."""
    begin_second_factor(page, world)
    pages.heading(page, "新しい認証アプリの登録")
    with MongoClient(world.portal.settings()["PORTAL_MONGO_URL"]) as client:
        staff = {"email": world.portal.staff["admin"].email}
        client["registration"]["staff"].update_one(staff, {"$unset": {"wanted_totp": ""}})
    pages.press(page, "登録する")


def ask_for_archives_without_end(page: Page, world: World) -> None:
    form = {"csrf_token": page.locator("[name=csrf_token]").first.input_value(), "target": "all"}
    for _ in range(ARCHIVES_AN_HOUR):
        page.request.post(f"{ACCOUNTS}/pdf.zip", form=form)
    page.locator("[name=target][value=all]").check()
    pages.press(page, "PDFをまとめてダウンロード（ZIP）")


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
    Screen(
        "E4", f"{WANTED}/confirm", "ほかの画面で更新されています", WANTED, admin,
        finish_what_ended_elsewhere, 409,
    ),
    Screen("E5", "/login", "ファイルが大きすぎます", act=send_too_much, status=413),
    Screen(
        "E6", f"{ACCOUNTS}/pdf.zip", "しばらくしてからもう一度お試しください", ACCOUNTS,
        freshly_signed_in, ask_for_archives_without_end, 429,
    ),
    Screen(
        "E7", REQUEST, "処理中に問題が発生しました",
        lambda w: f"/services/myna/requests/{w.submitted.ref}", lambda w: w.submitted.cookies,
        meet_what_nobody_thought_of, 500,
    ),
    Screen("E8", LIST, "ただいま混み合っています", who=newcomer, act=lose_the_store, status=503),
]  # fmt: skip
