"""Every screen in every state, in one visit each: access, shape, headers, budget."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import BrowserContext

from services import portal
from tests.browser.screens import SCREENS
from tests.browser.screens.public import PUBLISHED
from tests.browser.screens.screen import Screen
from tests.browser.screens.visitor import PUBLIC
from tests.browser.shown import NARROW, PAPER, PHONE, WIDE, Shown, show
from tests.browser.world import World
from tests.support.live.chromium import Watch

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
SPACED_OUT = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }
"""
TWICE_AS_LARGE = "html { font-size: 200% }"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FORBIDDEN = {"style", "placeholder", "disabled", "readonly", "required", "maxlength"}
FOOTER = [
    "プライバシーポリシー",
    "ポータルサイト利用規約",
    "関連サイトへのリンク",
    "システムベンダ・事業者向けお問い合わせ先",
    "アクセシビリティ",
    "サイトマップ",
]
FOR_EVERYBODY = {screen.rule for screen in (*PUBLIC, *PUBLISHED)}
KILOBYTE = 1024
STATIC = Path(portal.__file__).parent / "static"
ASSETS = sum(len(gzip.compress(file.read_bytes())) for file in STATIC.iterdir())
MOST_STOPS = 200


@pytest.fixture(scope="module", params=SCREENS, ids=lambda screen: screen.name)
def shown(
    request: pytest.FixtureRequest,
    browser_window: tuple[BrowserContext, Watch],
    world: World,
    screenshots: Path,
) -> Iterator[Shown]:
    screen: Screen = request.param
    context, watch = browser_window
    page = context.new_page()
    shown = show(screen, page, watch, world)
    for size in (WIDE, PHONE):
        with shown.at(size):
            path = screenshots / f"{screen.name}-{size['width']}.png"
            page.screenshot(path=path, full_page=True)
    yield shown
    page.close()


def test_answers_as_it_should(shown: Shown) -> None:
    assert shown.response.status == shown.screen.status


def test_names_itself(shown: Shown) -> None:
    title = shown.screen.whole_title
    pattern = re.sub(r"\\{\w+\\}", r"\\w{6,8}", re.escape(title))
    assert re.fullmatch(pattern, shown.page.title())
    assert len(shown.tree.findall(".//h1")) == 1
    assert shown.tree.get("lang") == "ja"
    assert shown.measure("skippedHeadings") == []


def test_html_is_whole_and_plain(shown: Shown) -> None:
    assert shown.parsing_errors == []
    elements = list(shown.tree.iter())
    names = [name for element in elements for name in element.attrib]
    assert [name for name in names if name in FORBIDDEN or name.startswith("on")] == []
    assert "_blank" not in [element.get("target") for element in elements]
    ids = [element.get("id") for element in elements if element.get("id")]
    assert len(ids) == len(set(ids))


def test_every_form_can_be_sent_once_and_from_here_only(shown: Shown) -> None:
    for form in shown.tree.findall(".//form"):
        if form.get("method") != "post":
            continue
        hidden = {field.get("name") for field in form.findall(".//input[@type='hidden']")}
        assert {"csrf_token", "form_id"} <= hidden
        assert "novalidate" in form.attrib


def test_headers(shown: Shown) -> None:
    headers = shown.response.headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    token_page = "<token>" in shown.screen.rule
    assert headers["referrer-policy"] == ("strict-origin" if token_page else "same-origin")
    if headers["cache-control"] != "no-store":
        assert headers["cache-control"] == "public, max-age=60"
        assert "Cookie" in headers["vary"]
        assert shown.screen.rule in FOR_EVERYBODY
        assert not shown.page.context.cookies()


def test_budget(shown: Shown) -> None:
    packed = len(gzip.compress(shown.html))
    assert packed <= 14 * KILOBYTE
    assert packed + ASSETS <= 30 * KILOBYTE
    asked = [request.url for request in shown.requests]
    assert len(asked) <= 4, asked
    drawings = re.findall(rb"<svg.*?</svg>", shown.html, re.DOTALL)
    if shown.screen.rule != "/staff/enrol/<token>":
        assert sum(map(len, drawings)) <= 4 * KILOBYTE


def test_quiet(shown: Shown) -> None:
    expected = f"{shown.screen.status} for {shown.page.url}"
    assert [said for said in shown.complaints if said != expected] == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "320"])
def test_axe_finds_nothing(shown: Shown, size: dict[str, int]) -> None:
    with shown.at(size) as page:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        results = AxeResults(page.evaluate("options => axe.run(document, options)", AXE))
    assert results.violations_count == 0, results.generate_report()


def test_reflows(shown: Shown) -> None:
    with shown.at(NARROW):
        assert shown.measure("overflow") <= 0
        assert shown.measure("clipped") == []


def test_spaced_out_text_fits(shown: Shown) -> None:
    with shown.at(NARROW), shown.restyled(SPACED_OUT):
        assert shown.measure("overflow") <= 0
        assert shown.measure("clipped") == []


def test_text_twice_as_large_fits(shown: Shown) -> None:
    with shown.restyled(TWICE_AS_LARGE):
        assert shown.measure("overflow") <= 0
        assert shown.measure("clipped") == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "320"])
def test_targets_are_large_enough(shown: Shown, size: dict[str, int]) -> None:
    with shown.at(size):
        assert shown.measure("small") == []
        assert shown.measure("low") == []


def test_forced_colours_leave_every_control_visible(shown: Shown, screenshots: Path) -> None:
    shown.page.emulate_media(forced_colors="active")
    shown.page.screenshot(path=screenshots / f"{shown.screen.name}-forced.png")
    borderless = shown.measure("borderless")
    shown.page.emulate_media(forced_colors="none")
    assert borderless == []


def test_nothing_moves(shown: Shown) -> None:
    shown.page.emulate_media(reduced_motion="reduce")
    moving = shown.measure("moving")
    shown.page.emulate_media(reduced_motion="no-preference")
    assert moving == []


def test_prints_what_it_says_and_nothing_to_press(shown: Shown) -> None:
    on_screen = shown.measure("contents")
    with shown.at(PAPER), shown.printed() as page:
        assert shown.measure("pressable") == []
        assert set(on_screen) <= set(shown.measure("contents"))
        assert page.locator(".on-paper").is_visible()
        assert page.locator(".header__name").is_visible()


def test_the_tab_key_visits_everything_in_order(shown: Shown) -> None:
    shown.measure("begin")
    stops = []
    for _ in range(MOST_STOPS):
        shown.page.keyboard.press("Tab")
        stop = shown.measure("stop")
        if stop is None:
            break
        stops.append(stop)
    assert stops[0]["text"] == "本文へ移動"
    assert [stop for stop in stops if "trap" in stop] == []
    assert [stop["name"] for stop in stops if not stop["inOrder"]] == []
    assert [stop["name"] for stop in stops if stop["outline"] < 3] == []
    assert [stop["name"] for stop in stops if not stop["inside"]] == []


def test_the_skip_link_skips(shown: Shown) -> None:
    shown.measure("begin")
    shown.page.keyboard.press("Tab")
    shown.page.keyboard.press("Enter")
    assert shown.page.evaluate("document.activeElement.id") == "main"


def test_a_refused_form_says_so_first(shown: Shown) -> None:
    """The summary has the focus, names every field's complaint and leads to the field."""
    summary = shown.page.locator("[data-summary]")
    if not shown.screen.refused:
        assert summary.count() == 0
        return
    assert summary.get_attribute("role") == "alert"
    assert "件の誤りがあります" in summary.inner_text()
    in_summary = [link.inner_text() for link in summary.get_by_role("link").all()]
    beside = [line.inner_text() for line in shown.page.locator(".error").all()]
    assert beside == [f"エラー：{message}" for message in in_summary]
    for link in summary.get_by_role("link").all():
        link.click()
        field = link.get_attribute("href").removeprefix("#")
        assert shown.page.evaluate("document.activeElement.id") == field


def test_help_stands_in_the_same_place(shown: Shown) -> None:
    links = shown.page.locator("footer .footer__links li").all_inner_texts()
    assert [text.replace("\n", "") for text in links] == FOOTER
    assert shown.page.locator("footer a[href^='tel:']").count() == 1
