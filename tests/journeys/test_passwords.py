"""Forgotten passwords, sessions that end at once, and the lock after five wrong guesses."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.support.live import mailbox, visitor
from tests.support.live.ageing import Ageing
from tests.support.live.api import Api
from tests.support.live.fixtures import BOTH, OpenContext
from tests.support.live.member import confirm_password
from tests.support.live.pages import field, fill, follow, heading, press, says
from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal

NEW_PASSWORD = "Sakura-Botan88"
WRONG = "ユーザー名またはパスワードが正しくありません"
LOCKED = re.compile(r"ログインの失敗が続いたため、\d+分間ログインできません。")
TRIES = 5


@BOTH
def test_a_reset_ends_every_session(
    person: Page, user: Applicant, open_context: OpenContext
) -> None:
    at_work = open_context(java_script_enabled=False).new_page()
    visitor.sign_in(at_work, user)

    person.goto("/login")
    follow(person, "パスワードを忘れた場合")
    fill(person, "メールアドレス", user.email)
    press(person, "送信する")
    heading(person, "メールをお送りしました")
    person.goto(mailbox.read_mail(person, user.email, mailbox.RESET).link)
    set_password(person, NEW_PASSWORD)
    heading(person, "パスワードを設定しました")

    at_work.goto("/services/myna")
    heading(at_work, "ログイン")
    says(at_work, "この画面を表示するにはログインしてください。")
    mail = mailbox.read_mail(person, user.email, mailbox.PASSWORD_CHANGED)
    assert NEW_PASSWORD not in mail.text

    person.goto("/login")
    visitor.enter_credentials(person, user.email, user.password)
    says(person, WRONG)
    visitor.sign_in(person, user, NEW_PASSWORD)


def test_a_reset_link_works_once(
    person: Page, user: Applicant, api: Api, portal: RunningPortal
) -> None:
    link = f"{portal.url}/p/{api.ask_reset(user)}"
    person.goto(link)
    set_password(person, NEW_PASSWORD)
    heading(person, "パスワードを設定しました")
    answer = person.goto(link)
    assert answer
    assert answer.status == 410
    heading(person, "パスワードはすでに設定されています")
    follow(person, "再設定のメールを送り直す")
    heading(person, "パスワードの再設定")


def test_a_reset_link_ends_after_an_hour(
    person: Page, user: Applicant, api: Api, portal: RunningPortal, ageing: Ageing
) -> None:
    link = f"{portal.url}/p/{api.ask_reset(user)}"
    ageing.reset_link(user, by=timedelta(minutes=61))
    person.goto(link)
    heading(person, "URLの有効期限が切れています")
    follow(person, "再設定のメールを送り直す")


POOR = {
    "": "パスワードを入力してください",
    "Ab1": "パスワードは8文字以上で入力してください（現在3文字）",
    "kiwitanuki77": "パスワードに英大文字を1文字以上入れてください",
    "Password1": "推測されやすいパスワードです。別のパスワードにしてください",
    "Ｋｉｗｉ７Ｔａｎｕｋｉ": "全角文字が含まれています。半角で入力してください",
}


@pytest.mark.parametrize("password", POOR)
def test_a_poor_password_is_explained(person: Page, reset_link: str, password: str) -> None:
    person.goto(reset_link)
    set_password(person, password)
    assert person.title().startswith("エラー：")
    expect(person.get_by_role("alert")).to_contain_text(POOR[password])
    expect(person.locator(".error").first).to_have_text(f"エラー：{POOR[password]}")
    expect(field(person, "パスワード")).to_have_value("")


def test_two_different_passwords_are_explained(person: Page, reset_link: str) -> None:
    person.goto(reset_link)
    set_password(person, NEW_PASSWORD, "Sakura-Botan89")
    expect(person.get_by_role("alert")).to_contain_text(
        "パスワードと確認用のパスワードが一致しません"
    )


def test_five_wrong_passwords_lock_the_name(person: Page, user: Applicant) -> None:
    person.goto("/login")
    for _ in range(TRIES):
        visitor.enter_credentials(person, user.email, "Wrong-Password1")
        expect(person.get_by_role("alert")).to_be_visible()
        expect(field(person, "パスワード")).to_have_value("")
    visitor.enter_credentials(person, user.email, user.password)
    expect(person.get_by_role("alert")).to_contain_text(LOCKED)
    says(person, "パスワードを忘れた場合は再設定してください。")


def test_names_nobody_has_are_locked_alike(person: Page) -> None:
    person.goto("/login")
    for _ in range(TRIES):
        visitor.enter_credentials(person, "nobody@example.jp", "Wrong-Password1")
        expect(person.get_by_role("alert")).to_be_visible()
    visitor.enter_credentials(person, "nobody@example.jp", "Wrong-Password1")
    expect(person.get_by_role("alert")).to_contain_text(LOCKED)


def test_the_right_password_before_activation(
    person: Page, portal: RunningPortal, api: Api
) -> None:
    applicant = portal.applicant()
    api.register(applicant)
    person.goto("/login")
    visitor.enter_credentials(person, applicant.email, applicant.password)
    heading(person, "ユーザー登録が完了していません")
    expect(person.get_by_role("button", name="確認メールを再送する")).to_be_visible()
    assert applicant.email not in person.locator("main").inner_text()


def test_secrets_need_a_recent_password(
    person: Page, user_with_accounts: Applicant, ageing: Ageing
) -> None:
    visitor.sign_in(person, user_with_accounts)
    ageing.passwords_entered(user_with_accounts, by=timedelta(minutes=16))
    person.goto("/services/myna/accounts")
    person.locator("tbody").get_by_role("link").first.click()
    press(person, "設定情報を画面で見る")
    confirm_password(person, "Wrong-Password1")
    says(person, "パスワードが正しくありません")
    confirm_password(person, user_with_accounts.password)
    press(person, "設定情報を画面で見る")
    heading(person, "設定情報の表示")


def test_signing_out_ends_this_session(person: Page, user: Applicant) -> None:
    visitor.sign_in(person, user)
    person.get_by_role("banner").get_by_role("button", name="ログアウト").click()
    says(person, "ログアウトしました。")
    person.goto("/services/myna")
    heading(person, "ログイン")


@pytest.fixture(scope="module")
def reset_link(portal: RunningPortal, api: Api, newcomer: Applicant) -> str:
    """Never used to its end here."""
    return f"{portal.url}/p/{api.ask_reset(newcomer)}"


def set_password(page: Page, password: str, repeated: str | None = None) -> None:
    heading(page, "新しいパスワードの設定")
    fill(page, "パスワード", password)
    fill(page, "パスワード（確認用）", password if repeated is None else repeated)
    press(page, "パスワードを設定する")
