"""What assistive technology is told: the reviewed outline of the four densest screens, and what
browsers are told about each field (WCAG 1.3.5)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.screens import SCREENS
from tests.browser.shown import show
from tests.browser.world import World
from tests.support.live.chromium import Watch
from tests.support.live.pages import field

OUTLINES = Path(__file__).parent / "outlines"
BY_NAME = {screen.name: screen for screen in SCREENS}
AUTOCOMPLETE = {
    "R1": {"姓": "family-name", "名": "given-name"},
    "R2-judo": {
        "登録記号番号の数字9桁（② 入力項目）": "off",
        "電話番号": "tel",
        "メールアドレス": "email",
        "パスワード": "new-password",
        "パスワード（確認用）": "new-password",
    },
    "L1": {"ユーザー名（メールアドレス）": "username", "パスワード": "current-password"},
    "L7": {"パスワード": "current-password"},
    "ST0-code": {"認証コード（6桁）": "one-time-code"},
    "T1": {
        "機関コード": "off",
        "ID": "off",
        "アクティベーションコード": "off",
    },
}


def look(name: str, window: tuple[BrowserContext, Watch], world: World) -> Page:
    context, watch = window
    return show(BY_NAME[name], context.new_page(), watch, world).page


@pytest.mark.parametrize("name", ["R2-judo", "A1", "A2", "T1"])
def test_the_outline_is_the_reviewed_one(
    name: str, browser_window: tuple[BrowserContext, Watch], world: World
) -> None:
    page = look(name, browser_window, world)
    outline = (OUTLINES / f"{name}.yml").read_text(encoding="utf-8")
    expect(page.locator("main")).to_match_aria_snapshot(outline)
    for control in page.locator("main").locator("input:not([type=hidden]), select").all():
        expect(control).to_have_accessible_name(re.compile(r"\S"))
    page.close()


@pytest.mark.parametrize("name", AUTOCOMPLETE)
def test_browsers_know_what_to_fill_in(
    name: str, browser_window: tuple[BrowserContext, Watch], world: World
) -> None:
    page = look(name, browser_window, world)
    for label, token in AUTOCOMPLETE[name].items():
        expect(field(page, label)).to_have_attribute("autocomplete", token)
    page.close()
