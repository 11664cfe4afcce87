"""The terminal demo client T1 to T3, typed from the sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from playwright.sync_api import Page

from tests.support.live.pages import fill, heading, press

FULL_WIDTH = str.maketrans(
    {chr(code): chr(code + 0xFEE0) for code in range(ord("!"), ord("~") + 1)}
)


@dataclass(frozen=True)
class Sheet:
    """The five values of 「ユーザ設定情報」, as printed."""

    institution_code: str
    institution_name: str
    account_id: str
    password: str
    activation_code: str

    def but(self, **changes: str) -> Sheet:
        return replace(self, **changes)


def full_width(text: str) -> str:
    return text.translate(FULL_WIDTH)


def enter_sheet(page: Page, sheet: Sheet) -> None:
    page.goto("/demo/terminal")
    heading(page, "初期登録")
    fill(page, "機関コード", sheet.institution_code)
    fill(page, "ID", sheet.account_id)
    fill(page, "パスワード", sheet.password)
    fill(page, "アクティベーションコード", sheet.activation_code)
    press(page, "登録する")


def register_terminal(page: Page, sheet: Sheet, name: str = "") -> None:
    """T1, T2, T3."""
    enter_sheet(page, sheet)
    heading(page, "端末の確認")
    if name:
        fill(page, "端末名", name)
    press(page, "この端末で登録する")
    heading(page, "初期登録が完了しました")
