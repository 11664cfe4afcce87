"""P2–P11 as a visitor meets them: whole, linked, printable, the same for everybody."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest

from services.portal.publications.library import SAMPLE, Library
from services.registration.model.users import FIRST_TERMS
from tests.portal.conftest import Portal
from tests.portal.fakes import parsed, text_of
from tests.portal.published import PAGES, Folder

SIGN_IN_FIRST = ("/services",)


@pytest.fixture(scope="module")
def every_page() -> list[str]:
    contents = Library(SAMPLE).contents()
    notices = [f"/news/{notice.id}" for notice in contents.notices if not notice.withdrawn]
    return [*PAGES, *notices, "/faq?view=all", "/search?q=%E7%99%BB%E9%8C%B2"]


@pytest.mark.parametrize(("path", "heading"), PAGES.items())
def test_a_page_has_its_heading_and_its_title(portal: Portal, path: str, heading: str) -> None:
    page = portal.browser.get(path)
    assert page.status_code == 200
    headings = ["".join(h1.itertext()) for h1 in parsed(page.text).iter("h1")]
    assert headings == [heading]
    title = parsed(page.text).find("head/title").text
    assert title.split("｜")[0] == ("トップページ" if path == "/" else heading)


def test_every_page_is_valid_small_and_free_of_leftovers(
    portal: Portal, every_page: list[str]
) -> None:
    for path in every_page:
        html = portal.browser.get(path).text
        html5lib.HTMLParser(strict=True).parse(html)
        assert len(gzip.compress(html.encode())) <= 14 * 1024, path
        assert "**" not in html, path
        assert " style=" not in html, path


def test_every_link_of_every_page_leads_to_a_page_and_a_place(
    portal: Portal, every_page: list[str]
) -> None:
    places: dict[str, set[str]] = {}
    for page in every_page:
        for address in links(portal.browser.get(page).text):
            target = urlsplit(urljoin(page, address))
            if target.scheme or target.path in SIGN_IN_FIRST:
                continue
            where = target.path + (f"?{target.query}" if target.query else "")
            if where not in places:
                places[where] = places_of(portal, where)
            assert not target.fragment or target.fragment in places[where], (page, address)


def links(html: str) -> set[str]:
    return {a.get("href") for a in parsed(html).iter("a")}


def places_of(portal: Portal, address: str) -> set[str]:
    answer = portal.browser.get(address)
    assert answer.status_code == 200, address
    if not answer.content_type.startswith("text/html"):
        return set()
    return {element.get("id") for element in parsed(answer.text).iter() if element.get("id")}


def test_links_to_other_sites_say_so(portal: Portal) -> None:
    anchors = parsed(portal.browser.get("/links").text).iter("a")
    outside = [a for a in anchors if urlsplit(a.get("href")).scheme == "https"]
    assert len(outside) >= 5
    assert all("".join(a.itertext()).endswith("（外部サイト）") for a in outside)
    assert all(a.get("target") is None for a in outside)


def test_the_site_map_names_every_page(portal: Portal) -> None:
    listed = {urlsplit(address).path for address in links(portal.browser.get("/sitemap").text)}
    assert set(PAGES) - {"/terms/1", "/privacy/1", "/sitemap"} <= listed


def test_contact_has_telephone_hours_mail_and_the_way_to_the_questions(portal: Portal) -> None:
    html = portal.browser.get("/contact").text
    text = text_of(html)
    assert 'href="tel:00000000000"' in html
    assert "月曜日～金曜日（祝日を除く） 8:00～18:00" in text
    assert "contact@portal.example" in text
    assert "登録記号番号（受領委任承諾通知書に記載されている番号）または機関コード" in text
    assert 'href="/faq#c-grant"' in html


def test_the_newest_version_holds_and_earlier_ones_stay_readable(portal: Portal) -> None:
    present = text_of(portal.browser.get("/privacy").text)
    assert "第2版 2026年10月1日（木）から有効" in present
    assert "この版で変わったこと：保存する期間（6）を加えました。" in present
    earlier = text_of(portal.browser.get("/privacy/1").text)
    assert "以前の版です" in earlier
    assert "保存する期間" not in earlier
    assert "以前の版はありません。" in portal.browser.get("/terms").text
    assert portal.browser.get("/terms/9").status_code == 404


def test_a_version_of_the_future_does_not_hold_yet(
    folder: Folder, make_portal: Callable[..., Portal]
) -> None:
    folder.write("terms/2.md", {"title": "新しい規約", "effective": "2999-01-01"})
    portal = make_portal(content_dir=folder.path)
    assert "新しい規約" not in portal.browser.get("/terms").text
    assert portal.browser.get("/terms/2").status_code == 404


def test_people_agree_to_the_terms_that_are_shown() -> None:
    terms = Library(SAMPLE).contents().editions["terms"]
    assert FIRST_TERMS in [edition.id for edition in terms]


def test_no_manuals_is_said(folder: Folder, make_portal: Callable[..., Portal]) -> None:
    folder.empty("manuals")
    page = make_portal(content_dir=folder.path).browser.get("/manuals")
    assert "現在公開している手順書はありません。" in page.text
    assert make_portal().browser.get("/manuals/nothing").status_code == 404


def test_public_pages_may_be_kept_for_a_minute_but_not_by_people_signed_in(
    portal: Portal,
) -> None:
    for path in PAGES:
        if path != "/search":
            assert portal.browser.get(path).headers["Cache-Control"] == "public, max-age=60", path
    portal.sign_in()
    page = portal.browser.get("/faq")
    assert page.headers["Cache-Control"] == "no-store"
    assert "ログアウト" in page.text


def test_every_page_can_be_searched_from(portal: Portal) -> None:
    for path in (*PAGES, "/login", "/register", "/nothing"):
        tree = parsed(portal.browser.get(path).text)
        form = next(form for form in tree.iter("form") if form.get("role") == "search")
        assert form.get("action") == "/search"
        label = next(form.iter("label"))
        assert (label.text, label.get("for")) == ("サイト内検索", "site-search")
        assert next(form.iter("button")).text == "検索"


def test_what_is_printed_says_when(portal: Portal) -> None:
    assert "出力日：" in text_of(portal.browser.get("/preparation").text)
    assert "出力日時：" in text_of(portal.browser.get("/login").text)
    assert 'class="prose checklist"' in portal.browser.get("/preparation").text


def test_a_missing_page_offers_the_site_map(portal: Portal) -> None:
    assert 'href="/sitemap">サイトマップから探す' in portal.browser.get("/nothing").text
