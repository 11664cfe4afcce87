"""The developer mailbox, read in the browser as a person reads mail."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.support.live.pages import look_until

PREFIX = "【施術所等向け総合ポータルサイト】"
CONFIRM_ADDRESS = "メールアドレス登録確認"
REGISTERED = "ユーザー登録完了のお知らせ"
RESET = "パスワード再設定のご案内"
PROFILE_CHANGED = "登録内容変更のお知らせ"
EMAIL_LINK = "メールアドレス変更の確認"
EMAIL_NOTICE = "メールアドレス変更のお知らせ"
PASSWORD_CHANGED = "パスワード変更のお知らせ"
COMPLETED = "利用開始申請の手続き完了のお知らせ"
RETURNED = "利用開始申請の差戻しのお知らせ"
REJECTED = "利用開始申請の却下のお知らせ"
ALREADY_REGISTERED = "ユーザー登録について"


@dataclass(frozen=True)
class Mail:
    subject: str
    text: str

    @property
    def link(self) -> str:
        """The one address that stands alone on its line."""
        (link,) = re.findall(r"^(http\S+)$", self.text, re.MULTILINE)
        return link


def read_mail(page: Page, recipient: str, subject: str) -> Mail:
    """The newest mail with this subject to this person, waited for."""
    page.goto(f"/dev/mailbox?to={recipient}")
    entry = page.get_by_role("link", name=f"{PREFIX}{subject}", exact=True)
    look_until(page, entry)
    entry.first.click()
    return Mail(f"{PREFIX}{subject}", page.locator("pre").inner_text())


def mails_to(page: Page, recipient: str) -> list[str]:
    """Subjects without their common beginning, newest first."""
    page.goto(f"/dev/mailbox?to={recipient}")
    subjects = page.locator("tbody").get_by_role("link").all_inner_texts()
    return [subject.removeprefix(PREFIX) for subject in subjects]
