"""A user changes the address and the password, and comes back after a long break."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.support.live import mailbox, visitor
from tests.support.live.ageing import Ageing
from tests.support.live.fixtures import BOTH, OpenContext
from tests.support.live.pages import fact, field, fill, follow, heading, press, says
from tests.support.live.people import Applicant

NEW_PASSWORD = "Sakura-Botan88"
KEPT = "再度ログインしてください。入力内容は保持しています。"
BEFORE_THE_WARNING = 54 * 60
BREAK = timedelta(minutes=61)


@pytest.fixture
def at_home(person: Page, user: Applicant) -> Page:
    visitor.sign_in(person, user)
    follow(person, "マイページ", within="header")
    heading(person, "マイページ")
    return person


@BOTH
def test_a_new_address_is_proven_from_its_own_mailbox(at_home: Page, user: Applicant) -> None:
    new = user.but(email=f"new-{user.email}")
    follow(at_home, "メールアドレスの変更")
    fill(at_home, "新しいメールアドレス", new.email)
    fill(at_home, "現在のパスワード", user.password)
    press(at_home, "確認メールを送る")
    heading(at_home, "確認メールをお送りしました")
    notice = mailbox.read_mail(at_home, user.email, mailbox.EMAIL_NOTICE)
    assert "心当たりがない場合" in notice.text
    assert new.email not in notice.text

    link = mailbox.read_mail(at_home, new.email, mailbox.EMAIL_LINK).link
    at_home.goto(link)
    at_home.reload()
    press(at_home, "メールアドレスを変更する")
    heading(at_home, "マイページ")
    expect(fact(at_home, "メールアドレス")).to_have_text(new.email)
    told = mailbox.read_mail(at_home, new.email, mailbox.PROFILE_CHANGED)
    assert "変更項目：メールアドレス" in told.text
    at_home.goto(link)
    heading(at_home, "メールアドレスの変更はすでに完了しています")

    at_home.goto("/logout")
    at_home.locator("main").get_by_role("button", name="ログアウト").click()
    visitor.sign_in(at_home, new)


def test_a_new_password_ends_the_other_sessions(
    at_home: Page, user: Applicant, open_context: OpenContext
) -> None:
    elsewhere = open_context(java_script_enabled=False).new_page()
    visitor.sign_in(elsewhere, user)
    follow(at_home, "ログイン中の端末")
    expect(at_home.locator("tbody tr")).to_have_count(3)
    follow(at_home, "パスワードを変更")
    fill(at_home, "現在のパスワード", user.password)
    fill(at_home, "新しいパスワード", NEW_PASSWORD)
    fill(at_home, "新しいパスワード（確認用）", NEW_PASSWORD)
    press(at_home, "パスワードを変更する")
    says(at_home, "パスワードを変更しました。")
    at_home.goto("/my/sessions")
    says(at_home, "ほかにログイン中の端末はありません。")
    elsewhere.goto("/my")
    heading(elsewhere, "ログイン")
    mailbox.read_mail(at_home, user.email, mailbox.PASSWORD_CHANGED)


def test_a_device_is_signed_out_from_another(
    at_home: Page, user: Applicant, open_context: OpenContext
) -> None:
    elsewhere = open_context().new_page()
    visitor.sign_in(elsewhere, user)
    follow(at_home, "ログイン中の端末")
    at_home.get_by_role("button", name=re.compile("^ログアウトさせる.*Linux・Chrome")).click()
    says(at_home, "ログアウトさせました。")
    elsewhere.goto("/my")
    heading(elsewhere, "ログイン")
    press(at_home, "この端末以外をすべてログアウトさせる")
    says(at_home, "ほかにログイン中の端末はありません。")


@pytest.mark.parametrize("script", [True, False])
def test_a_form_outlives_its_session(
    open_context: OpenContext, user: Applicant, ageing: Ageing, *, script: bool
) -> None:
    page = open_context(java_script_enabled=script).new_page()
    visitor.sign_in(page, user)
    page.goto("/my/profile")
    fill(page, "姓", "佐藤")
    ageing.sessions(user, by=BREAK)
    press(page, "保存する")
    heading(page, "ログイン")
    says(page, KEPT)
    visitor.enter_credentials(page, user.email, user.password)
    heading(page, "登録内容の変更")
    says(page, "入力内容を保持していました。")
    expect(field(page, "姓")).to_have_value("佐藤")
    press(page, "保存する")
    says(page, "登録内容を変更しました。")
    expect(fact(page, "氏名")).to_have_text(f"佐藤 {user.given_name}")


def test_the_warning_is_answered_by_keyboard(open_context: OpenContext, user: Applicant) -> None:
    person = open_context().new_page()
    person.clock.install()
    visitor.sign_in(person, user)
    person.goto("/my/profile")
    warning = person.get_by_role("dialog")
    person.clock.fast_forward(BEFORE_THE_WARNING * 1000)
    expect(warning).to_be_hidden()
    person.clock.fast_forward(60_000)
    expect(warning).to_be_visible()
    expect(warning.get_by_role("button", name="操作を続ける")).to_be_focused()
    with person.expect_response("**/session") as answer:
        person.keyboard.press("Enter")
    assert answer.value.status == 204
    expect(warning).to_be_hidden()
    expect(person.locator("#main")).to_be_visible()
    person.clock.fast_forward(BEFORE_THE_WARNING * 1000)
    expect(warning).to_be_hidden()
    person.clock.fast_forward(60_000)
    warning.get_by_role("button", name="ログアウト").click()
    says(person, "ログアウトしました。")
