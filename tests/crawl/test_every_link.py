"""No link leads nowhere, no button breaks anything, whoever presses it."""

from __future__ import annotations

import pytest
from werkzeug.routing import MapAdapter

from services.portal.app import create_app
from services.portal.settings import Settings
from tests.browser.world import World
from tests.crawl.crawler import Crawler
from tests.support.live.fixtures import OpenContext

ROLES = {
    "visitor": "/",
    "newcomer": "/",
    "member": "/",
    "viewer": "/staff",
    "reviewer": "/staff",
    "admin": "/staff",
}


FEWEST_KINDS = 8


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> MapAdapter:
    folder = tmp_path_factory.mktemp("mailbox")
    app = create_app(Settings("http://127.0.0.1:8080", cookie_key=b"k" * 32, mailbox_dir=folder))
    return app.url_map.bind("")


@pytest.fixture(scope="module")
def populated(world: World) -> World:
    """Something in every state, for staff to find."""
    for state in ("submitted", "in_review", "returned", "rejected", "member"):
        getattr(world, state)
    return world


@pytest.mark.parametrize("role", ROLES)
def test_every_link_and_button(
    populated: World, routes: MapAdapter, open_context: OpenContext, role: str
) -> None:
    context = open_context()
    cookies = {} if role == "visitor" else cookies_of(populated, role)
    url = populated.portal.url
    context.add_cookies([{"name": n, "value": v, "url": url} for n, v in cookies.items()])
    crawler = Crawler(context, url, routes)
    crawler.start(ROLES[role])
    assert not crawler.troubles, "\n".join(crawler.troubles)
    assert len(crawler.looked_at) >= FEWEST_KINDS


def cookies_of(world: World, role: str) -> dict[str, str]:
    found = getattr(world, role)
    return found if isinstance(found, dict) else found.cookies
