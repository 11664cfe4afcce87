"""One screen in one state, and how a browser gets there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.world import NOBODY, Cookies, World

SITE = "施術所等向け総合ポータルサイト"


@dataclass(frozen=True)
class Screen:
    """`rule` is the portal's own for the address that ends up in the browser; `act` leads from
    the opened page to the state that is meant; `status` is the last answer's.
    `form_again`: the form comes back, though nothing in it is wrong."""

    name: str
    rule: str
    title: str
    path: Callable[[World], str] | str = ""
    who: Callable[[World], Cookies] = lambda world: NOBODY
    act: Callable[[Page, World], None] | None = None
    status: int = 200
    site: str = SITE
    form_again: bool = False

    @property
    def refused(self) -> bool:
        """Whether it opens with complaints about a form."""
        return self.form_again or self.status == 422

    @property
    def whole_title(self) -> str:
        prefix = "エラー：" if self.refused else ""
        return f"{prefix}{self.title}｜{self.site}"

    def address(self, world: World) -> str:
        path = self.path or self.rule
        return path if isinstance(path, str) else path(world)
