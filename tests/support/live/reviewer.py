"""The staff's side of the road, by what stands on the pages."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.support.live.pages import fill, follow, heading, look_until, press
from tests.support.live.people import Staff


def sign_in_staff(page: Page, staff: Staff) -> None:
    page.goto("/staff/login")
    fill(page, "ユーザー名（メールアドレス）", staff.email)
    fill(page, "パスワード", staff.password)
    press(page, "次へ")
    fill(page, "認証コード（6桁）", staff.code())
    press(page, "ログイン")
    expect(page).to_have_url(re.compile(r"/staff$"))


def claim_next(page: Page) -> None:
    """The oldest application nobody has claimed; ends on its page (ST3)."""
    page.goto("/staff")
    follow(page, "審査", within="header")
    press(page, "次の1件を担当する")


def open_application(page: Page, ref: str) -> None:
    page.goto(f"/staff/applications/{ref}")


def claim(page: Page, ref: str) -> None:
    open_application(page, ref)
    press(page, "担当する")
    press(page, "担当を確定する")


def approve(page: Page) -> None:
    press(page, "承認する")
    press(page, "承認を確定する")
    heading(page, "申請を承認しました")


def issued(page: Page, count: int) -> None:
    """The done panel's progress reaches n/n."""
    look_until(page, page.locator("main").get_by_text(f"{count}/{count}"))


def send_back(page: Page, reason: str, deadline: date) -> None:
    press(page, "差し戻す")
    give_reason_and_deadline(page, reason, deadline)
    press(page, "差戻しを確定する")


def give_reason_and_deadline(page: Page, reason: str, deadline: date) -> None:
    fill(page, "差戻しの理由", reason)
    fill(page, "年", str(deadline.year))
    fill(page, "月", str(deadline.month))
    fill(page, "日", str(deadline.day))


def reject(page: Page, reason: str) -> None:
    press(page, "却下する")
    fill(page, "却下の理由", reason)
    press(page, "却下を確定する")
