"""Debian's Chromium, and a watch over everything a page does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Playwright,
    Request,
    Response,
    expect,
)

CHROMIUM = Path(os.environ.get("PORTAL_TEST_CHROMIUM", "/usr/bin/chromium"))
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


def launch(playwright: Playwright) -> Browser:
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium, or PORTAL_TEST_CHROMIUM")
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *as_root])


@dataclass
class Watch:
    """What no page may do: ask another host, fail on the server, or complain in the console.

    Chromium also writes an answer of 4xx into the console; whether the answer is right is for
    the test to say.
    """

    url: str
    complaints: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._requested)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))

    def _requested(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((f"{self.url}/", "data:", "blob:")):
            self.complaints.append(f"asked another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} for {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        status = message.text.startswith("Failed to load resource: the server responded with")
        if message.type in ("error", "warning") and not status:
            place = urlsplit(message.location["url"]).path
            self.complaints.append(f"console {message.type} on {place}: {message.text}")


@contextmanager
def opened(browser: Browser, url: str, **options: object) -> Iterator[BrowserContext]:
    """A person's browser: Japanese, in Tokyo; complains at its end about what `Watch` saw."""
    context = browser.new_context(base_url=url, locale="ja-JP", timezone_id="Asia/Tokyo", **options)
    context.set_default_timeout(PATIENCE_MS)
    watch = Watch(url)
    watch.over(context)
    try:
        yield context
    finally:
        context.close()
    assert not watch.complaints, watch.complaints
