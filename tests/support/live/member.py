"""A user with accounts: list, sheet on the page and as a document, all by what is seen."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page
from pypdf import PdfReader

from tests.support.live.pages import fact, fill, follow, heading, press
from tests.support.live.terminal import Sheet


def open_accounts(page: Page) -> None:
    page.goto("/services/myna")
    follow(page, "資格確認アカウント管理")
    heading(page, "マイナ資格確認アプリアカウント管理")


def open_account(page: Page, account_id: str) -> None:
    open_accounts(page)
    follow(page, account_id)
    heading(page, account_id)


def confirm_password(page: Page, password: str) -> None:
    """L7."""
    heading(page, "本人確認")
    fill(page, "パスワード", password)
    press(page, "確認する")


def download_sheet(page: Page, account_id: str, folder: Path) -> str:
    """The text of the document behind the attachment's link."""
    with page.expect_download() as download:
        follow(page, f"{account_id}_skg_account.pdf")
    assert download.value.suggested_filename == f"{account_id}_skg_account.pdf"
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return "".join(page.extract_text() for page in PdfReader(path).pages)


def read_sheet(page: Page) -> Sheet:
    """A3, from the account's page."""
    press(page, "設定情報を画面で見る")
    return shown_sheet(page)


def shown_sheet(page: Page) -> Sheet:
    heading(page, "設定情報の表示")
    names = ("機関コード", "機関名", "ID", "パスワード", "アクティベーションコード")
    return Sheet(*(fact(page, name).inner_text().splitlines()[0] for name in names))
