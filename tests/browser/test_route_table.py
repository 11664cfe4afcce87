"""No page without a look at it, no two pages of one name, no page heavier than promised."""

from __future__ import annotations

import gzip
from collections import defaultdict
from pathlib import Path

import pytest

from services import portal
from services.portal.app import create_app
from services.portal.settings import Settings
from tests.browser.screens import NO_SCREEN, SCREENS

STATIC = Path(portal.__file__).parent / "static"
ANY_ADDRESS = "(any)"
KILOBYTE = 1024


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What a browser can open when everything of one machine is switched on."""
    folder = tmp_path_factory.mktemp("mailbox")
    app = create_app(Settings("http://127.0.0.1:8080", cookie_key=b"k" * 32, mailbox_dir=folder))
    opened = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return {rule.rule for rule in opened if not rule.rule.startswith("/static/")}


def test_every_route_has_a_screen(rules: set[str]) -> None:
    seen = {screen.rule for screen in SCREENS} - {ANY_ADDRESS}
    assert rules - seen - NO_SCREEN == set()
    assert seen - rules == set(), "screens of routes that are gone"
    assert NO_SCREEN - rules == set()


def test_names_are_unique() -> None:
    names = [screen.name for screen in SCREENS]
    assert len(names) == len(set(names))


def test_no_two_pages_have_one_title() -> None:
    """But for links that lead nowhere any more, with the same causes everywhere, and the page
    that comes instead of a decision that was overtaken."""
    rules = defaultdict(set)
    for screen in SCREENS:
        if screen.status not in (404, 409, 410):
            rules[screen.whole_title].add(screen.rule)
    assert {title: found for title, found in rules.items() if len(found) > 1} == {}


@pytest.mark.parametrize(("name", "raw", "packed"), [("portal.css", 30, 8), ("portal.js", 10, 4)])
def test_assets_are_light(name: str, raw: int, packed: int) -> None:
    content = (STATIC / name).read_bytes()
    assert len(content) <= raw * KILOBYTE
    assert len(gzip.compress(content)) <= packed * KILOBYTE
