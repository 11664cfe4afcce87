"""Whole journeys without a pointer, scripts on."""

from __future__ import annotations

import re

from playwright.sync_api import StorageState, expect

from tests.support.live import mailbox, visitor
from tests.support.live.fixtures import OpenContext
from tests.support.live.keyboard import Keyboard
from tests.support.live.member import shown_sheet
from tests.support.live.pages import heading
from tests.support.live.people import Applicant
from tests.support.live.reviewer import issued
from tests.support.live.running import RunningPortal
from tests.support.live.terminal import Sheet

NEW_PASSWORD = "Sakura-Botan88"


def test_from_registration_to_signing_in(open_context: OpenContext, portal: RunningPortal) -> None:
    applicant = portal.applicant("judo")
    keys = Keyboard(open_context().new_page())
    enter_registration(keys, applicant)
    keys.press("この内容で登録する（OK）")
    heading(keys.page, "確認メールをお送りしました")

    link = mailbox.read_mail(keys.page, applicant.email, mailbox.CONFIRM_ADDRESS).link
    keys.follow(link)
    keys.press("ユーザー登録を完了する")
    heading(keys.page, "ユーザー登録が完了いたしました。")
    keys.follow("ログインする")
    expect(keys.page.get_by_label("ユーザー名（メールアドレス）")).to_have_value(applicant.email)
    keys.type("パスワード", applicant.password)
    keys.page.keyboard.press("Enter")
    heading(keys.page, re.compile("様$"))


def test_from_a_forgotten_password_to_signing_in(
    open_context: OpenContext, user: Applicant
) -> None:
    keys = Keyboard(open_context().new_page())
    keys.page.goto("/login")
    keys.follow("パスワードを忘れた場合")
    keys.type("メールアドレス", user.email)
    keys.press("送信する")
    heading(keys.page, "メールをお送りしました")

    keys.follow(mailbox.read_mail(keys.page, user.email, mailbox.RESET).link)
    keys.type("パスワード", NEW_PASSWORD)
    keys.type("パスワード（確認用）", NEW_PASSWORD)
    keys.press("パスワードを設定する")
    heading(keys.page, "パスワードを設定しました")
    keys.follow("ログインする")
    keys.type("ユーザー名（メールアドレス）", user.email)
    keys.type("パスワード", NEW_PASSWORD)
    keys.press("ログイン")
    heading(keys.page, re.compile("様$"))


def enter_registration(keys: Keyboard, applicant: Applicant) -> None:
    keys.page.goto("/")
    keys.follow("新規ユーザー登録はこちら")
    keys.type("姓", applicant.family_name)
    keys.type("名", applicant.given_name)
    keys.choose(visitor.KINDS["judo"])
    keys.press("次へ進む")
    keys.choose(applicant.facility.prefix or "")
    keys.type(visitor.NUMBER["judo"], applicant.facility.number)
    expect(keys.page.locator("#facility-name")).to_have_text(applicant.facility.name)
    keys.type("電話番号", applicant.phone)
    keys.type("メールアドレス", applicant.email)
    keys.type("パスワード", applicant.password)
    keys.type("パスワード（確認用）", applicant.password)
    keys.tick("上記の利用規約に同意します。")
    keys.press("入力内容を確認する")
    heading(keys.page, "入力内容をご確認ください")


def test_from_applying_to_an_activated_terminal(
    open_context: OpenContext, user: Applicant, reviewer_session: StorageState
) -> None:
    keys = Keyboard(open_context().new_page())
    ref = apply(keys, user)

    desk = Keyboard(open_context(storage_state=reviewer_session).new_page())
    desk.page.goto("/staff/applications")
    desk.follow(ref)
    desk.press("担当する")
    desk.press("担当を確定する")
    desk.press("承認する")
    desk.press("承認を確定する")
    issued(desk.page, 2)

    keys.page.goto("/services/myna")
    keys.follow("資格確認アカウント管理")
    expect(keys.page.locator("tbody tr")).to_have_count(2)
    account_id = keys.page.get_by_role("rowheader").first.inner_text()
    keys.follow(account_id)
    keys.press("設定情報を画面で見る")
    set_up_terminal(keys, shown_sheet(keys.page))


def set_up_terminal(keys: Keyboard, sheet: Sheet) -> None:
    keys.page.goto("/demo/terminal")
    keys.type("機関コード", sheet.institution_code)
    keys.type("ID", sheet.account_id)
    keys.type("パスワード", sheet.password)
    keys.type("アクティベーションコード", sheet.activation_code)
    keys.press("登録する")
    keys.type("端末名", "受付1番パソコン")
    keys.press("この端末で登録する")
    heading(keys.page, "初期登録が完了しました")


def apply(keys: Keyboard, user: Applicant) -> str:
    """Signs in on the way; the number of the application."""
    keys.page.goto("/services/myna/start")
    keys.type("ユーザー名（メールアドレス）", user.email)
    keys.type("パスワード", user.password)
    keys.press("ログイン")
    heading(keys.page, "利用開始申請")
    keys.type("端末台数", "2")
    keys.press("台数分の入力欄を表示する")
    keys.type("1台目の備考（利用者名、端末名等）", "受付")
    keys.type("2台目の備考（利用者名、端末名等）", "診察室")
    keys.tick("端末の管理と個人情報の取扱いに関する注意事項を確認しました。")
    keys.press("入力内容を確認する")
    keys.press("この内容で申請する")
    heading(keys.page, "利用開始申請を受け付けました")
    found = visitor.REF.search(keys.page.locator("main").inner_text())
    assert found
    return found.group()
