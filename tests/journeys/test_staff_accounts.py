"""ST11: staff stop an account, let it go on, or give it a new sheet; its owner sees each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.live import mailbox, member, terminal, visitor
from tests.support.live.api import Api
from tests.support.live.fixtures import BOTH, with_accounts
from tests.support.live.pages import fact, fill, follow, heading, press, says
from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal
from tests.support.live.terminal import Sheet

UNUSABLE = "このアカウントは利用できません"
MISMATCH = "入力された内容が設定情報と一致しません"
REISSUED = "設定情報再発行のお知らせ"


@pytest.fixture
def owner(portal: RunningPortal, api: Api, reviewer_api: str) -> Applicant:
    return with_accounts(portal, api, reviewer_api)


@pytest.fixture
def sheet(owner: Applicant, api: Api) -> Sheet:
    """Of the owner's first account."""
    session = api.sign_in(owner)
    [first, _] = api.as_person(session, "GET", "accounts/accounts?sort=id")["items"]
    return api.sheet(session, first["id"])


def open_as_staff(staff: Page, account: str) -> None:
    staff.goto("/staff/accounts")
    fill(staff, "アカウントIDまたは機関コード（先頭から）", account)
    press(staff, "検索")
    follow(staff, account)
    heading(staff, f"アカウント {account}")


def decide(staff: Page, button: str, confirm: str) -> None:
    press(staff, button)
    press(staff, confirm)
    says(staff, "理由を入力してください")
    fill(staff, "理由", "施術所からの電話のため")
    press(staff, confirm)


@BOTH
def test_an_account_rests_and_goes_on(
    person: Page, staff: Page, owner: Applicant, sheet: Sheet
) -> None:
    open_as_staff(staff, sheet.account_id)
    decide(staff, "利用を停止する", "停止を確定する")
    says(staff, "利用を停止しました。")
    visitor.sign_in(person, owner)
    member.open_account(person, sheet.account_id)
    expect(fact(person, "ステータス")).to_have_text("利用停止")
    terminal.enter_sheet(person, sheet)
    says(person, UNUSABLE)

    decide(staff, "再開する", "再開を確定する")
    says(staff, "利用を再開しました。")
    member.open_account(person, sheet.account_id)
    expect(fact(person, "ステータス")).to_have_text("利用可")
    terminal.register_terminal(person, sheet)


@BOTH
def test_a_new_sheet_ends_the_old_one(
    person: Page, staff: Page, owner: Applicant, sheet: Sheet, tmp_path: Path
) -> None:
    terminal.register_terminal(person, sheet, "なくした端末")
    open_as_staff(staff, sheet.account_id)
    says(staff, "なくした端末")
    decide(staff, "設定情報を再発行する", "再発行を確定する")
    says(staff, "設定情報を再発行しました。")
    terminal.enter_sheet(person, sheet)
    says(person, MISMATCH)

    mail = mailbox.read_mail(person, owner.email, REISSUED)
    assert sheet.account_id in mail.text
    visitor.sign_in(person, owner)
    person.goto(mail.link)
    follow(person, sheet.account_id)
    expect(fact(person, "初期登録")).to_contain_text("未登録")
    text = member.download_sheet(person, sheet.account_id, tmp_path)
    fresh = member.read_sheet(person)
    assert fresh.activation_code in re.sub(r"\s", "", text)
    assert (fresh.password, fresh.activation_code) != (sheet.password, sheet.activation_code)
    terminal.register_terminal(person, fresh)

    open_as_staff(staff, sheet.account_id)
    expect(staff.get_by_role("row", name=re.compile("^1 "))).to_contain_text("使用できません")
    assert fresh.activation_code not in staff.content()
