"""What every page's HTML, the stylesheet and the script must hold."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import html5lib
import pytest

from services.portal.static_files import FILES
from tests.portal import screens
from tests.portal.conftest import Portal
from tests.portal.fakes import controls, parsed

TEMPLATES = Path(__file__).parents[2] / "services" / "portal" / "templates"
FORBIDDEN = re.compile(
    r"""[\s"'](placeholder|disabled|readonly|required|maxlength)(?=[\s=>])"""
    r"""|\sstyle=|\son[a-z]+=|target=["']?_blank|javascript:|https?://"""
)
STYLES = FILES["portal.css"].content.decode()
COLOURS = dict(re.findall(r"--(c-[\w-]+): (#[0-9a-f]{6});", STYLES))
TEXT_ON = [
    ("c-text", "c-paper"),
    ("c-text", "c-surface"),
    ("c-text", "c-info-bg"),
    ("c-text", "c-error-bg"),
    ("c-text", "c-ok-bg"),
    ("c-text", "c-warn-bg"),
    ("c-strong", "c-surface-2"),
    ("c-strong", "c-focus-inner"),
    ("c-hint", "c-paper"),
    ("c-hint", "c-surface"),
    ("c-hint", "c-surface-2"),
    ("c-hint", "c-key-bg"),
    ("c-key", "c-paper"),
    ("c-key", "c-key-bg"),
    ("c-key-hover", "c-key-bg"),
    ("c-paper", "c-key-hover"),
    ("c-paper", "c-key-active"),
    ("c-paper", "c-strong"),
    ("c-line", "c-strong"),
    ("c-link", "c-paper"),
    ("c-link", "c-surface"),
    ("c-link-visited", "c-paper"),
    ("c-link-hover", "c-key-bg"),
    ("c-link-active", "c-paper"),
    ("c-error", "c-paper"),
    ("c-error", "c-error-bg"),
    ("c-ok-text", "c-ok-bg"),
    ("c-warn-text", "c-warn-bg"),
]
LINES_ON = [
    ("c-control", "c-paper"),
    ("c-rule", "c-paper"),
    ("c-ok", "c-ok-bg"),
    ("c-warn", "c-warn-bg"),
    ("c-error", "c-error-bg"),
    ("c-focus-outer", "c-paper"),
    ("c-focus-inner", "c-key"),
    ("c-focus-inner", "c-strong"),
]
AUTOCOMPLETE = {
    "R1": {"family_name": "family-name", "given_name": "given-name"},
    "R2": {
        "reg_number": "off",
        "phone": "tel",
        "email": "email",
        "password": "new-password",
        "password2": "new-password",
    },
    "L1": {"username": "username", "password": "current-password"},
    "L3": {"email": "email"},
    "L5": {"username": "username", "password": "new-password", "password2": "new-password"},
}


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_templates_hold_nothing_that_locks_people_out_or_the_policy_refuses(path: Path) -> None:
    found = [match.group().strip() for match in FORBIDDEN.finditer(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize("name", screens.NAMES)
def test_every_screen_is_whole(portal: Portal, name: str) -> None:
    html = screens.show(portal, name)
    html5lib.HTMLParser(strict=True).parse(html)
    tree = parsed(html)
    assert tree.get("lang") == "ja"
    assert len(list(tree.iter("h1"))) == 1
    identifiers = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(identifiers) == len(set(identifiers))
    assert_references_exist(tree, set(identifiers))
    assert_headings_skip_nothing(tree)
    assert ("エラー：" in tree.find("head/title").text) == (name.endswith(" error"))
    assert len(gzip.compress(html.encode())) <= 14 * 1024


def assert_references_exist(tree, identifiers: set[str]) -> None:
    for element in tree.iter():
        for attribute in ("for", "aria-describedby", "aria-labelledby"):
            assert set((element.get(attribute) or "").split()) <= identifiers
        target = element.get("href") or ""
        if target.startswith("#"):
            assert target[1:] in identifiers


def assert_headings_skip_nothing(tree) -> None:
    levels = [int(element.tag[1]) for element in tree.iter() if element.tag in ("h1", "h2", "h3")]
    deepest = 2
    for level in levels:
        assert level <= deepest
        deepest = level + 1


def test_every_control_has_a_label(portal: Portal) -> None:
    for name in ("R1", "R2", "L1", "L3", "L5", "ST0", "ST0 enrolment"):
        html = screens.show(portal, name)
        labelled = {label.get("for") for label in parsed(html).iter("label")}
        for control in parsed(html).iter("input"):
            if control.get("type") != "hidden" and control.get("hidden") is None:
                assert control.get("id") in labelled


@pytest.mark.parametrize("name", sorted(AUTOCOMPLETE))
def test_browsers_know_what_to_fill_in(portal: Portal, name: str) -> None:
    found = controls(screens.show(portal, name))
    tokens = {field: found[field].get("autocomplete") for field in AUTOCOMPLETE[name]}
    assert tokens == AUTOCOMPLETE[name]


def test_every_page_has_its_own_title(portal: Portal) -> None:
    pages = [name for name in (*screens.PLAIN, *screens.WIZARD) if name != "R1 filled"]
    titles = [parsed(screens.show(portal, name)).find("head/title").text for name in pages]
    assert len(titles) == len(set(titles))
    assert all(title.endswith("｜施術所等向け総合ポータルサイト") for title in titles)


def test_help_is_in_the_same_place_everywhere(portal: Portal) -> None:
    footers = set()
    for name in (*screens.PLAIN, *screens.WIZARD):
        html = screens.show(portal, name)
        footer = html[html.index("<footer") :].replace(' aria-current="page"', "")
        footers.add(footer)
    assert len(footers) == 1


@pytest.mark.parametrize(("ink", "paper"), TEXT_ON)
def test_text_can_be_read(ink: str, paper: str) -> None:
    assert contrast(COLOURS[ink], COLOURS[paper]) >= 4.5


@pytest.mark.parametrize(("line", "paper"), LINES_ON)
def test_borders_and_focus_can_be_seen(line: str, paper: str) -> None:
    assert contrast(COLOURS[line], COLOURS[paper]) >= 3 - 0.05


def test_every_colour_of_the_stylesheet_is_a_token() -> None:
    rules = STYLES.split("@media print")[0].split("}", 1)[1]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", rules) == []


@pytest.mark.parametrize(("name", "raw", "packed"), [("portal.css", 30, 8), ("portal.js", 10, 4)])
def test_files_stay_small(name: str, raw: int, packed: int) -> None:
    content = FILES[name].content
    assert len(content) <= raw * 1024
    assert len(gzip.compress(content)) <= packed * 1024


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2: 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
