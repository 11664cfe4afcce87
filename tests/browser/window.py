"""The one browser window that looks at every screen, and the world it looks at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.shown import WIDE
from tests.browser.world import World
from tests.support.live.ageing import Ageing
from tests.support.live.api import Api
from tests.support.live.chromium import Watch
from tests.support.live.running import RunningPortal


@pytest.fixture(scope="package")
def world(portal: RunningPortal, api: Api, ageing: Ageing, reviewer_api: str) -> World:
    return World(portal, api, ageing, reviewer_api)


@pytest.fixture(scope="package")
def browser_window(
    chromium: Browser, portal: RunningPortal
) -> Iterator[tuple[BrowserContext, Watch]]:
    context = chromium.new_context(
        base_url=portal.url, locale="ja-JP", timezone_id="Asia/Tokyo", viewport=WIDE
    )
    watch = Watch(portal.url)
    watch.over(context)
    yield context, watch
    context.close()
