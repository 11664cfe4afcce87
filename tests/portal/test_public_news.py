"""P2 and its banner: which notices are shown where, and what becomes of old ones."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.portal.publications.model import NOTICE_CATEGORIES
from tests.portal.conftest import Portal
from tests.portal.fakes import parsed, text_of
from tests.portal.published import Folder

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def news(folder: Folder, make_portal: Callable[..., Portal]) -> Callable[..., Portal]:
    """A portal with these notices only: id → changes to the usual one."""

    def make(**notices: dict[str, Any]) -> Portal:
        folder.empty("notices")
        for id, changes in notices.items():
            folder.notice(id, **changes)
        return make_portal(content_dir=folder.path)

    return make


def titles(html: str) -> list[str]:
    found = [ul for ul in parsed(html).iter("ul") if ul.get("class") == "news"]
    return ["".join(a.itertext()) for ul in found for a in ul.iter("a")]


def test_the_sample_has_every_category_one_warning_and_one_withdrawn(portal: Portal) -> None:
    notices = portal.app.extensions["library"].contents().notices
    assert len(notices) >= 8
    assert {notice.category for notice in notices} == set(NOTICE_CATEGORIES)
    assert sum(notice.important for notice in notices) == 1
    assert sum(notice.withdrawn for notice in notices) == 1


def test_newest_first_with_date_and_category(news: Callable[..., Portal]) -> None:
    portal = news(
        old={"title": "古いお知らせ"},
        new={"title": "新しいお知らせ", "published": "2026-06-01", "category": "system"},
    )
    page = portal.browser.get("/news").text
    assert titles(page) == ["新しいお知らせ", "古いお知らせ"]
    assert "2026年6月1日（月） システム 新しいお知らせ" in text_of(page)


def test_a_category_and_a_word_narrow_the_list(portal: Portal) -> None:
    system = portal.browser.get("/news?category=system").text
    assert titles(system) == ["12月の保守作業のお知らせ", "確認メールが届かない場合の設定について"]
    both = portal.browser.get("/news?category=system&q=ﾒﾝﾃﾅﾝｽ").text
    assert titles(both) == ["12月の保守作業のお知らせ"]
    assert '<option value="system" selected>' in both
    assert 'value="ﾒﾝﾃﾅﾝｽ"' in both


def test_nothing_found_says_so_and_lets_go_of_the_filter(portal: Portal) -> None:
    page = portal.browser.get("/news?q=zzz").text
    assert "条件に合うお知らせはありません。" in page
    assert '<a href="/news">条件をクリア</a>' in page


def test_no_notices_at_all(news: Callable[..., Portal]) -> None:
    portal = news()
    for path in ("/", "/news"):
        assert "現在お知らせはありません。" in portal.browser.get(path).text
    assert ElementTree.fromstring(portal.browser.get("/news.atom").data).tag == f"{ATOM}feed"


def test_long_lists_come_in_pages(news: Callable[..., Portal]) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    days = [(start + timedelta(days=n)).date().isoformat() for n in range(45)]
    portal = news(**{f"n{n}": {"title": f"{n}番", "published": d} for n, d in enumerate(days)})
    first = portal.browser.get("/news?q=番").text
    assert titles(first) == [f"{n}番" for n in range(44, 24, -1)]
    assert "45 行中 1 ~ 20 行" in first
    assert "前へ" not in first
    last = portal.browser.get("/news?q=番&page=3").text
    assert titles(last) == [f"{n}番" for n in range(4, -1, -1)]
    assert "次へ" not in last
    assert "q=%E7%95%AA&amp;page=2" in last
    assert len(titles(portal.browser.get("/news?per=50").text)) == 45


@pytest.mark.parametrize("page", ["0", "-1", "99", "9" * 30, "x", "１", "%00", "²"])
@pytest.mark.parametrize("per", ["20", "0", "x", "1000000"])
def test_senseless_pages_are_the_nearest_sensible_one(portal: Portal, page: str, per: str) -> None:
    answer = portal.browser.get(f"/news?page={page}&per={per}&category={page}")
    assert answer.status_code == 200
    assert "11 行中 1 ~ 11 行" in answer.text


def test_one_notice_with_its_dates_text_and_attachment(portal: Portal) -> None:
    mail = text_of(portal.browser.get("/news/2026-06-mail").text)
    assert "掲載日：2026年6月8日（月） 更新日：2026年7月15日（水）" in mail
    assert "お知らせ一覧へ戻る" in mail
    checklist = portal.browser.get("/news/2026-11-checklist").text
    assert 'href="/files/preparation-checklist.pdf">導入準備のチェックリスト（PDF ' in checklist


@pytest.mark.parametrize(
    "end", [{"withdrawn": "true"}, {"closes": "2026-05-01 00:00"}], ids=["withdrawn", "closed"]
)
def test_a_notice_that_is_over_is_gone(news: Callable[..., Portal], end: dict[str, str]) -> None:
    portal = news(over={"important": "true", **end}, other={"title": "ほかのお知らせ"})
    answer = portal.browser.get("/news/over")
    assert answer.status_code == 410
    assert "このお知らせの掲載は終了しました。" in answer.text
    assert "見本のお知らせ" not in answer.text
    assert titles(portal.browser.get("/news").text) == ["ほかのお知らせ"]
    assert "重要なお知らせ" not in portal.browser.get("/login").text
    assert "over" not in portal.browser.get("/news.atom").text


def test_a_notice_of_tomorrow_is_known_to_nobody(news: Callable[..., Portal]) -> None:
    portal = news(soon={"published": "2999-01-01"})
    assert portal.browser.get("/news/soon").status_code == 404
    assert "現在お知らせはありません。" in portal.browser.get("/news").text
    assert portal.browser.get("/news/unknown").status_code == 404


def test_important_notices_stand_on_every_page_of_the_public(
    news: Callable[..., Portal],
) -> None:
    portal = news(call={"title": "不審な電話にご注意ください", "important": "true"})
    for path in ("/", "/faq", "/login", "/register", "/contact", "/nothing"):
        page = portal.browser.get(path).text
        banner = page.split('class="urgent"')[1].split("</section>")[0]
        assert "重要なお知らせ" in banner
        assert '<a href="/news/call">不審な電話にご注意ください</a>' in banner
        assert page.index('class="urgent"') < page.index("<header")
    assert 'class="urgent"' not in portal.browser.get("/staff/login").text


def test_the_top_page_shows_the_five_newest(portal: Portal) -> None:
    shown = titles(portal.browser.get("/").text)
    assert len(shown) == 5
    assert shown == titles(portal.browser.get("/news").text)[:5]


def test_the_feed_is_atom(portal: Portal) -> None:
    answer = portal.browser.get("/news.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "サンプル運営機関"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 11
    for part in ("id", "title", "updated"):
        assert all(element.find(f"{ATOM}{part}").text for element in (feed, *entries))
    for entry in entries:
        datetime.fromisoformat(entry.find(f"{ATOM}updated").text)
        assert entry.find(f"{ATOM}link").get("href").startswith("http://127.0.0.1:8080/news/")
    newest = max(entry.find(f"{ATOM}updated").text for entry in entries)
    assert feed.find(f"{ATOM}updated").text == newest
    assert 'href="/news.atom"' in portal.browser.get("/news").text


def test_the_feed_survives_signs_that_mean_something_in_xml(news: Callable[..., Portal]) -> None:
    portal = news(signs={"title": "'A&B <C> \"D\"'"})
    feed = ElementTree.fromstring(portal.browser.get("/news.atom").data)
    assert feed.find(f"{ATOM}entry/{ATOM}title").text == 'A&B <C> "D"'
