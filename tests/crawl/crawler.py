"""Somebody who follows every link, presses every button with nothing filled in, and looks at one
page of each kind in a browser.
"""

from __future__ import annotations

from collections import Counter, deque
from urllib.parse import parse_qsl, urlsplit

import httpx2
from playwright.sync_api import BrowserContext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tests.crawl.markup import Offered, Press

MANY = 60  # pages of one kind
FEW = 4  # ways to ask one list
SPENT_LINKS = ("/a/<token>", "/p/<token>")
REFUSED = (409, 422, 429)
Kind = tuple[str, ...]


class Crawler:
    """`troubles` says what was wrong, and where; `looked_at` which kinds of pages were opened."""

    def __init__(self, context: BrowserContext, url: str, routes: MapAdapter) -> None:
        self._context, self._url, self._routes = context, url, routes
        cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": url}
        self._client = httpx2.Client(
            cookies=cookies, headers=headers, follow_redirects=True, timeout=30
        )
        self._page = context.new_page()
        self._links: deque[tuple[str, str]] = deque()
        self._presses: deque[Press] = deque()
        self._known: set[str] = set()
        self._kinds: Counter[Kind] = Counter()
        self.looked_at: set[Kind] = set()
        self.troubles: list[str] = []

    def start(self, path: str) -> None:
        """Until nothing new is found. Links first: a button may change what a link shows."""
        self._note_link(self._url + path, "the address bar")
        while self._links or self._presses:
            if self._links:
                self._follow(*self._links.popleft())
            else:
                self._press(self._presses.popleft())

    def _follow(self, link: str, found_on: str) -> None:
        answer = self._client.get(link)
        spent = answer.status_code == 410 and self._kind("GET", link)[1] in SPENT_LINKS
        if answer.status_code != 200 and not spent:
            self.troubles.append(f"{found_on} links to {link}: {answer.status_code}")
        elif self._kind("GET", link) not in self.looked_at:
            self._look_at(link, answer)
        self._take_in(answer)

    def _look_at(self, link: str, answer: httpx2.Response) -> None:
        """In the browser, which complains by itself (chromium.Watch)."""
        self.looked_at.add(self._kind("GET", link))
        if is_page(answer):
            self._context.add_cookies(
                [
                    {"name": c.name, "value": c.value, "url": self._url}
                    for c in self._client.cookies.jar
                ]
            )
            self._page.goto(link)

    def _press(self, press: Press) -> None:
        answer = self._client.request(press.method, press.url, **press.body)
        if answer.status_code != 200 and answer.status_code not in REFUSED:
            where = f"「{press.label}」 on {press.page} to {press.url}"
            self.troubles.append(f"{where}: {answer.status_code}")
        self._take_in(answer)

    def _take_in(self, answer: httpx2.Response) -> None:
        if not is_page(answer):
            return
        offered = Offered(answer)
        self.troubles += [f"{offered.url}: {end}" for end in offered.dead_ends()]
        self._note_link(offered.url, offered.url)
        for link in offered.links():
            self._note_link(link, offered.url)
        for press in offered.presses():
            self._note_press(press)

    def _note_link(self, link: str, found_on: str) -> None:
        if not link.startswith(f"{self._url}/") or link in self._known:
            return
        self._known.add(link)
        kind = self._kind("GET", link)
        self._kinds[kind] += 1
        if self._kinds[kind] <= (FEW if kind[2:] else MANY):
            self._links.append((link, found_on))

    def _note_press(self, press: Press) -> None:
        if press.method == "GET":
            query = str(httpx2.QueryParams(press.body["data"]))
            self._note_link(f"{press.url.partition('?')[0]}?{query}", press.page)
            return
        kind = (*self._kind("POST", press.url), press.label)
        self._kinds[kind] += 1
        if self._kinds[kind] == 1:
            self._presses.append(press)

    def _kind(self, method: str, url: str) -> Kind:
        """Method, route and names of the query: pages of one kind differ in what they tell."""
        parts = urlsplit(url)
        try:
            rule, _ = self._routes.match(parts.path, method, return_rule=True)
            route = rule.rule
        except HTTPException:
            route = parts.path
        return method, route, *sorted(name for name, _ in parse_qsl(parts.query))


def is_page(answer: httpx2.Response) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")
