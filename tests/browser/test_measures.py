"""The measures themselves: each notices the fault it is for."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.shown import MEASURES, NARROW
from tests.support.live.fixtures import OpenContext

FAULTS = {
    "overflow": "<div style='inline-size: 400px'>wide</div>",
    "clipped": "<div style='overflow: hidden; block-size: 5px'>cut off</div>",
    "small": "<button style='inline-size: 20px; block-size: 20px; padding: 0'>x</button>",
    "low": "<a class='btn' href='/' style='display: block; block-size: 40px'>low</a>",
    "borderless": "<button style='border: 0'>no edge</button>",
    "moving": "<p style='transition: color 1s'>moves</p>",
    "skippedHeadings": "<h1>one</h1><h3>three</h3>",
}

FAULTLESS = """
<h1>one</h1><h2>two</h2><p>Text with <a href="/">a link</a> in it.</p>
<a class="btn" href="/" style="display: block; block-size: 48px; border: 1px solid">go</a>
"""
PAGE = "<!doctype html><html lang='ja'><title>page</title><body><main>{}</main></body></html>"


@pytest.fixture
def blank(open_context: OpenContext) -> Page:
    return open_context(viewport=NARROW).new_page()


@pytest.mark.parametrize("measure", FAULTS)
def test_a_fault_is_noticed(blank: Page, measure: str) -> None:
    blank.set_content(PAGE.format(FAULTS[measure]))
    blank.evaluate(MEASURES)
    assert blank.evaluate(f"measures.{measure}()") not in (0, [])


@pytest.mark.parametrize("measure", FAULTS)
def test_a_good_page_has_none(blank: Page, measure: str) -> None:
    blank.set_content(PAGE.format(FAULTLESS))
    blank.evaluate(MEASURES)
    assert blank.evaluate(f"measures.{measure}()") in (0, [])


def test_the_tab_key_is_seen_to_be_trapped(blank: Page) -> None:
    trap = "<a href='/'>1</a><a href='/' id=b>2</a><a href='/' onfocus='b.focus()'>3</a>"
    blank.set_content(PAGE.format(trap))
    blank.evaluate(MEASURES)
    blank.evaluate("measures.begin()")
    stops = []
    for _ in range(4):
        blank.keyboard.press("Tab")
        stops.append(blank.evaluate("measures.stop()"))
    assert [stop for stop in stops if stop and "trap" in stop]


def test_axe_sees_what_it_should(blank: Page) -> None:
    blank.set_content(PAGE.format("<h1>x</h1><p style='color: #aaa'>pale</p><input>"))
    blank.evaluate(AXE_SCRIPT)
    results = blank.evaluate("axe.run(document)")
    found = {violation["id"] for violation in results["violations"]}
    assert {"color-contrast", "label"} <= found
