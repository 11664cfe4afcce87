"""A screen as the browser shows it, with all that was said on the way there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import html5lib
from playwright.sync_api import BrowserContext, Page, Request, Response

from tests.browser.screens.screen import Screen
from tests.browser.world import World
from tests.support.live.chromium import Watch

MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
PHONE = {"width": 360, "height": 640}
PAPER = {"width": 680, "height": 1009}  # A4 without its margins


@dataclass(repr=False)
class Shown:
    """`response` is the one that brought the page, `requests` those for this page alone."""

    screen: Screen
    page: Page
    response: Response
    requests: list[Request]
    complaints: list[str]
    html: bytes = b""
    parsing_errors: list[Any] = field(default_factory=list)
    tree: Any = None

    def __post_init__(self) -> None:
        self.html = self.response.body()
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.tree = parser.parse(self.html.decode())
        self.parsing_errors = parser.errors
        self.page.evaluate(MEASURES)

    def __repr__(self) -> str:
        return f"<{self.screen.name}>"

    def measure(self, name: str) -> Any:
        return self.page.evaluate(f"measures.{name}()")

    @contextmanager
    def at(self, size: dict[str, int]) -> Iterator[Page]:
        """In a window of this size for the moment."""
        self.page.set_viewport_size(size)
        yield self.page
        self.page.set_viewport_size(WIDE)

    @contextmanager
    def printed(self) -> Iterator[Page]:
        self.page.emulate_media(media="print")
        yield self.page
        self.page.emulate_media(media="screen")

    @contextmanager
    def restyled(self, css: str) -> Iterator[Page]:
        """With a reader's own style; constructed sheets pass the content security policy."""
        self.page.evaluate("css => measures.restyle(css)", css)
        yield self.page
        self.page.evaluate("measures.restyle('')")


def show(screen: Screen, page: Page, watch: Watch, world: World) -> Shown:
    """Opens the screen as the person it is for."""
    cookies, address = screen.who(world), screen.address(world)
    _become(page.context, world.portal.url, cookies)
    answers: list[Response] = []
    page.on("response", lambda response: _note(answers, response, page))
    requests_before, complaints_before = len(watch.requests), len(watch.complaints)
    page.set_viewport_size(WIDE)
    page.goto(address)
    if screen.act:
        screen.act(page, world)
        page.wait_for_load_state("load")
    requests = watch.requests[requests_before:]
    last = max(at for at, request in enumerate(requests) if request.is_navigation_request())
    return Shown(screen, page, answers[-1], requests[last:], watch.complaints[complaints_before:])


def _become(context: BrowserContext, url: str, cookies: dict[str, str]) -> None:
    context.clear_cookies()
    context.add_cookies([{"name": n, "value": value, "url": url} for n, value in cookies.items()])


def _note(answers: list[Response], response: Response, page: Page) -> None:
    request = response.request
    if request.is_navigation_request() and request.frame == page.main_frame:
        answers.append(response)
