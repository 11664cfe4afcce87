"""The road of a grant, by what stands on the pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from playwright.sync_api import Page

from tests.support.live.pages import choose, field, fill, press, tick

FORM = "/services/myna/grant"


def type_day(page: Page, day: date) -> None:
    for label, part in (("年", day.year), ("月", day.month), ("日", day.day)):
        fill(page, label, str(part))


def register_start_date(page: Page, day: date) -> None:
    page.goto("/services/myna/go-live")
    type_day(page, day)
    press(page, "確認する")
    press(page, "登録する")


def type_line(page: Page, row: int, category: str, name: str, quantity: str, amount: str) -> None:
    """`row` counts from 1."""
    line = page.get_by_role("group", name=f"{row}行目", exact=True)
    line.get_by_label("費目").select_option(category)
    for label, value in (("品名", name), ("数量", quantity), ("金額（税込・円）", amount)):
        line.get_by_label(label).fill(value)


def attach(page: Page, label: str, file: Path) -> None:
    field(page, label).set_input_files(file)


def type_account(page: Page) -> None:
    fill(page, "金融機関コード（4桁）", "０００１")
    fill(page, "支店コード（3桁）", "123")
    choose(page, "普通")
    fill(page, "口座番号", "12345")
    fill(page, "口座名義（カナ）", "さんぷるじゅうせい")


def declare(page: Page) -> None:
    tick(page, "申請内容に誤りがなく")


def choose_grant(page: Page, ref: str) -> None:
    page.goto("/staff/grants")
    tick(page, f"{ref}を選択")
