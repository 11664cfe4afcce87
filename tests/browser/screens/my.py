"""マイページ: what users see and change about themselves."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page

from tests.browser import acts
from tests.browser.screens.screen import Screen
from tests.browser.screens.user import newcomer
from tests.browser.world import Cookies, World
from tests.support.live import pages, visitor

EMAIL_LINK = "/e/<token>"
PROFILE, EMAIL, PASSWORD, DEVICES = "/my/profile", "/my/email", "/my/password", "/my/sessions"
TERMS = "/terms/accept"
EMAIL_TITLE = "メールアドレスの変更"


def moved(world: World) -> Cookies:
    return world.moved.cookies


def clear_name(page: Page, world: World) -> None:
    pages.fill(page, "姓", "")
    pages.press(page, "保存する")


def ask_for_another_address(page: Page, world: World) -> None:
    pages.fill(page, "新しいメールアドレス", "another@example.jp")
    pages.fill(page, "現在のパスワード", world.newcomer.person.password)
    world.ageing.last_mails()
    pages.press(page, "確認メールを送る")


def outdated(world: World) -> Cookies:
    return world.outdated.cookies


def leaving(world: World) -> Cookies:
    return {"portal_user": world.api.sign_in(world.leaving.person)}


def send_too_late(page: Page, world: World) -> None:
    world.ageing.sessions(world.leaving.person, by=timedelta(minutes=61))
    pages.fill(page, "姓", "佐藤")
    pages.press(page, "保存する")


def be_rescued(page: Page, world: World) -> None:
    send_too_late(page, world)
    visitor.enter_credentials(page, world.leaving.person.email, world.leaving.person.password)


MY = [
    Screen("M1", "/my", "マイページ", who=newcomer),
    Screen("M1-saved", "/my", "マイページ", PROFILE, moved, acts.press("保存する")),
    Screen("M2", PROFILE, "登録内容の変更", who=newcomer),
    Screen("M2-errors", PROFILE, "登録内容の変更", who=newcomer, act=clear_name, status=422),
    Screen("M3", EMAIL, EMAIL_TITLE, who=newcomer),
    Screen(
        "M3-errors", EMAIL, EMAIL_TITLE, who=newcomer,
        act=acts.press("確認メールを送る"), status=422,
    ),
    Screen(
        "M3-sent", f"{EMAIL}/sent", "新しいメールアドレスの確認", EMAIL, newcomer,
        ask_for_another_address,
    ),
    Screen("M3-link", EMAIL_LINK, "メールアドレス変更の確認", lambda w: w.email_link),
    Screen("M3-unknown", EMAIL_LINK, "不正な操作が行われました。", "/e/0", status=404),
    Screen(
        "M3-used", EMAIL_LINK, "メールアドレスの変更はすでに完了しています",
        lambda w: w.used_email_link, status=410,
    ),
    Screen(
        "M3-expired", EMAIL_LINK, "URLの有効期限が切れています",
        lambda w: w.expired_email_link, status=410,
    ),
    Screen(
        "M3-taken", EMAIL_LINK, "このメールアドレスには変更できません",
        lambda w: w.taken_email_link, status=410,
    ),
    Screen("M4", PASSWORD, "パスワードの変更", who=newcomer),
    Screen(
        "M4-errors", PASSWORD, "パスワードの変更", who=newcomer,
        act=acts.press("パスワードを変更する"), status=422,
    ),
    Screen("L8", TERMS, "利用規約の改定", "/my", outdated),
    Screen(
        "L8-errors", TERMS, "利用規約の改定", "/my", outdated,
        acts.press("同意して続ける"), 422,
    ),
    Screen("L1-kept", "/login", "ログイン", PROFILE, leaving, send_too_late),
    Screen("M2-rescued", PROFILE, "登録内容の変更", PROFILE, leaving, be_rescued),
    Screen("M5", DEVICES, "ログイン中の端末", who=moved),
    Screen("M5-alone", DEVICES, "ログイン中の端末", who=newcomer),
]  # fmt: skip
