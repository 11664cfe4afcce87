"""What people do on a page, by the words they see."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotYet

SOON = 30.0
LOOK_AGAIN_MS = 400


def field(page: Page, label: str) -> Locator:
    """The control whose label begins with these words (「※必須」 may follow)."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s|$)"))


def fill(page: Page, label: str, value: str) -> None:
    field(page, label).fill(value)


def choose(page: Page, label: str) -> None:
    page.get_by_role("radio", name=label, exact=True).check()


def tick(page: Page, label: str) -> None:
    page.get_by_role("checkbox", name=label).check()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str], within: str = "main") -> None:
    page.locator(within).get_by_role("link", name=name).first.click()


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def says(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("main").get_by_text(text).first).to_be_visible()


def fact(page: Page, name: str) -> Locator:
    """The value beside a name in a list of facts."""
    row = page.locator("dl > div", has=page.locator("dt", has_text=exactly(name)))
    return row.locator("dd").first


def exactly(text: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(text)}\s*$")


def look_until(page: Page, sign: Locator, within: float = SOON) -> None:
    """Reloads the page until `sign` is there."""
    until = time.monotonic() + within
    while True:
        try:
            return sign.first.wait_for(timeout=LOOK_AGAIN_MS)
        except NotYet:
            if time.monotonic() > until:
                raise
            page.reload()
