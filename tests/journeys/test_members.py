"""ST14: somebody joins the staff with a link, and an administrator decides what they may do."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.live.fixtures import BOTH, OpenContext
from tests.support.live.pages import choose, fact, fill, follow, heading, press, says
from tests.support.live.people import Staff
from tests.support.live.reviewer import sign_in_staff
from tests.support.live.running import RunningPortal

MEMBERS = "/staff/settings/members"
PASSWORD = "Sakura-Botan88"
ADMIN, REVIEWER = "管理（すべての操作）", "審査（申請の審査と利用者の支援）"
OWN = "自分の役割や状態は変更できません。"
REFUSED = "この操作は行えません"


@pytest.fixture
def newcomer(open_context: OpenContext, scripts: bool) -> Page:
    """The browser of somebody who is not staff yet."""
    return open_context(java_script_enabled=scripts).new_page()


def invite(admin: Page, email: str, role: str) -> str:
    """The link, which is shown this once."""
    admin.goto("/staff/settings")
    follow(admin, "職員と役割")
    follow(admin, "職員を招待する")
    fill(admin, "メールアドレス", email)
    fill(admin, "氏名", "新人 花子")
    choose(admin, role)
    press(admin, "招待する")
    heading(admin, "登録用URLを発行しました")
    return admin.locator("main .code").inner_text()


def enrol(page: Page, link: str, email: str) -> Staff:
    page.goto(link)
    heading(page, "職員登録")
    says(page, email)
    secret = page.locator("main .code").inner_text().replace(" ", "")
    member = Staff(email, PASSWORD, secret)
    fill(page, "パスワード", PASSWORD)
    fill(page, "パスワード（確認用）", PASSWORD)
    fill(page, "認証コード（6桁）", member.code())
    press(page, "登録する")
    says(page, "登録が完了しました。ログインしてください。")
    return member


def open_member(page: Page, email: str) -> str:
    """The address of this person's page."""
    page.goto(MEMBERS)
    page.get_by_role("row", name=email).get_by_role("link").click()
    expect(fact(page, "メールアドレス")).to_have_text(email)
    return page.url


def ask_for_role(page: Page, email: str, role: str) -> None:
    open_member(page, email)
    follow(page, "役割を変更する")
    choose(page, role)
    fill(page, "理由", "異動のため")


@BOTH
def test_somebody_joins_and_loses_a_role(newcomer: Page, admin: Page, scripts: bool) -> None:
    email = f"joining-{scripts}@portal.example".lower()
    link = invite(admin, email, ADMIN)
    member = enrol(newcomer, link, email)
    sign_in_staff(newcomer, member)
    newcomer.goto("/staff/audit")
    heading(newcomer, "監査証跡")

    own = open_member(newcomer, email)
    says(newcomer, OWN)
    newcomer.goto(f"{own}/role")
    expect(newcomer).to_have_url(own)

    open_member(admin, email)
    fill(admin, "氏名", "改名 花子")
    press(admin, "氏名を変更する")
    says(admin, "氏名を変更しました。")
    newcomer.goto("/staff")
    expect(newcomer.get_by_role("banner")).to_contain_text("改名 花子")

    ask_for_role(admin, email, REVIEWER)
    press(admin, "役割の変更を確定する")
    says(admin, "役割を変更しました。")
    for path in ("/staff/audit", MEMBERS, "/staff/facilities/import"):
        answer = newcomer.goto(path)
        assert answer
        assert answer.status == 403
        heading(newcomer, REFUSED)
    newcomer.goto("/staff")
    expect(newcomer.get_by_role("banner").get_by_role("link", name="監査証跡")).to_have_count(0)

    newcomer.goto(link)
    heading(newcomer, "この登録用URLは使えません")


def test_of_two_who_remove_each_other_one_stays(
    newcomer: Page, admin: Page, portal: RunningPortal
) -> None:
    email, first = "rival@portal.example", portal.staff["admin"].email
    sign_in_staff(newcomer, enrol(newcomer, invite(admin, email, ADMIN), email))
    ask_for_role(newcomer, first, REVIEWER)
    ask_for_role(admin, email, REVIEWER)
    press(admin, "役割の変更を確定する")
    says(admin, "役割を変更しました。")
    press(newcomer, "役割の変更を確定する")
    heading(newcomer, REFUSED)
    open_member(admin, first)
    expect(fact(admin, "役割")).to_have_text(ADMIN)
