"""A person without a pointer: Tab, arrows, Space, Enter and typing, nothing else."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

MOST_STOPS = 120


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    def type(self, label: str, text: str) -> None:
        self.reach(self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s|$)")))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, option: str) -> None:
        """A radio button: Tab goes to the group, arrows go through it."""
        wanted = self.page.get_by_role("radio", name=option, exact=True)
        group = self.page.locator(f"input[name={wanted.get_attribute('name')}]")
        self.reach(group)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{option} cannot be chosen with the arrow keys")

    def tick(self, label: str) -> None:
        self.reach(self.page.get_by_role("checkbox", name=label))
        self.page.keyboard.press("Space")

    def press(self, button: str) -> None:
        self._go(self.page.get_by_role("button", name=button, exact=True))

    def follow(self, link: str, within: str = "main") -> None:
        self._go(self.page.locator(within).get_by_role("link", name=link).first)

    def reach(self, wanted: Locator) -> None:
        """Tab until it, or one of several, has the focus."""
        wanted.first.wait_for()
        for _ in range(MOST_STOPS):
            if wanted.evaluate_all("all => all.includes(document.activeElement)"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key never reaches {wanted}")

    def _go(self, wanted: Locator) -> None:
        self.reach(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
