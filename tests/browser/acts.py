"""What leads from an opened page to the state that is meant."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.world import World
from tests.support.live import pages, reviewer, terminal, visitor
from tests.support.live.mailbox import PREFIX, REGISTERED

TRIES = 5


def press(name: str) -> Callable[[Page, World], None]:
    return lambda page, world: pages.press(page, name)


def send_expired_form(page: Page, world: World) -> None:
    page.evaluate("document.querySelector('main [name=csrf_token]').value = 'old'")
    pages.press(page, "ログイン")


def look_up(page: Page, world: World) -> None:
    person = world.portal.sample("judo")
    visitor.enter_facility(page, person)
    visitor.check_facility_name(page, person)


def sign_in_wrongly(page: Page, world: World) -> None:
    visitor.enter_credentials(page, "nobody@example.jp", "Wrong-Password1")


def sign_in_until_locked(page: Page, world: World) -> None:
    for _ in range(TRIES + 1):
        visitor.enter_credentials(page, "locked@example.jp", "Wrong-Password1")


def sign_in_unfinished(page: Page, world: World) -> None:
    visitor.enter_credentials(page, world.unfinished.email, world.unfinished.password)


def sign_in_suspended(page: Page, world: World) -> None:
    visitor.enter_credentials(page, world.suspended.email, world.suspended.password)


def show_rows(page: Page, world: World) -> None:
    pages.fill(page, "端末台数", "3")
    pages.press(page, "台数分の入力欄を表示する")


def type_terminals(page: Page, world: World) -> None:
    """The script adds as many fields for notes."""
    pages.fill(page, "端末台数", "３")
    page.keyboard.press("Tab")
    visitor.note_field(page, 3).wait_for()


def check_application(page: Page, world: World) -> None:
    visitor.enter_terminals(page, ["受付1番パソコン", "", "往診用タブレット"])
    pages.press(page, "入力内容を確認する")


def save_too_long_a_note(page: Page, world: World) -> None:
    pages.fill(page, "備考（利用者名、端末名等）", "長" * 101)
    pages.press(page, "保存")


def save_an_overtaken_note(page: Page, world: World) -> None:
    account, session = world.accounts[0]["id"], world.member.session
    seen = world.api.as_person(session, "GET", f"accounts/accounts/{account}")["version"]
    change = {"note": "先に保存した備考", "version": seen}
    world.api.as_person(session, "PATCH", f"accounts/accounts/{account}", json=change)
    pages.fill(page, "備考（利用者名、端末名等）", "ほかの画面で書いた備考")
    pages.press(page, "保存")


def pass_first_factor(page: Page, world: World) -> None:
    staff = world.portal.staff["admin"]
    pages.fill(page, "ユーザー名（メールアドレス）", staff.email)
    pages.fill(page, "パスワード", staff.password)
    pages.press(page, "次へ")


def fail_second_factor(page: Page, world: World) -> None:
    pass_first_factor(page, world)
    pages.press(page, "ログイン")


def preview_mail(page: Page, world: World) -> None:
    pages.fill(page, "差戻しの理由", "端末の台数と備考が合いません。")
    pages.press(page, "メールの文面を確認する")


def decide_on_a_stale_version(page: Page, world: World) -> None:
    page.evaluate("document.querySelector('main [name=version]').value = '1'")
    reviewer.give_reason_and_deadline(page, "端末の台数と備考が合いません。", world.in_a_fortnight)
    pages.press(page, "差戻しを確定する")


def enter_sheet(page: Page, world: World) -> None:
    terminal.enter_sheet(page, world.sheet(0))


def register_terminal(page: Page, world: World) -> None:
    terminal.register_terminal(page, world.sheet(1), "受付の端末")


def open_mail(page: Page, world: World) -> None:
    pages.follow(page, f"{PREFIX}{REGISTERED}")
