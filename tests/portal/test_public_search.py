"""P11: what Japanese words find, and that no query breaks anything."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import html5lib
import pytest

from services.portal.publications.search import (
    Document,
    Index,
    contains,
    excerpt,
    fold,
    terms,
    tidy,
)
from tests.portal.conftest import Portal
from tests.portal.fakes import parsed, text_of
from tests.portal.published import Folder

HOSTILE = [
    "%00",
    "%FF%FE",
    "%ED%A0%80",
    "%EF%BF%BF",
    "%0A%0D",
    "%E2%80%AE%E2%80%8B",
    "%E3%82",
    "[(*+?{^$|%5C",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "%22%20onfocus%3Dx%20autofocus%3D%22",
    "%EF%BC%9F%EF%BC%81",
    "%7B%7B7*7%7D%7D",
    "a" * 5000,
    "%E3%81%82%20" * 500,
    "%F0%A0%AE%B7",
]


def found(portal: Portal, query: str) -> list[str]:
    page = portal.browser.get(f"/search?q={quote(query)}")
    assert page.status_code == 200
    lists = [ol for ol in parsed(page.text).iter("ol") if ol.get("class") == "hits"]
    return [a.get("href") for ol in lists for a in ol.iter("a")]


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("パスワードを忘れた", "/faq#q-password-forgotten"),
        ("契約記号番号", "/faq#q-registration-number"),
        ("保守作業", "/news/2026-11-maintenance"),
        ("ユーザー登録手順書", "/manuals/registration"),
        ("プライバシーポリシー", "/privacy"),
        ("電話番号", "/contact"),
        ("ログイン", "/login"),
        ("外部サイト デジタル庁", "/links"),
        ("ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞ", "/about"),
        ("まいなんばーかーど", "/about"),
        ("ＰＤＦ 見つからない", "/faq#q-data-missing"),
    ],
)
def test_words_find_their_page(portal: Portal, query: str, address: str) -> None:
    assert address in found(portal, query)[:5]


def test_a_title_counts_more_than_a_mention(portal: Portal) -> None:
    assert found(portal, "導入準備")[0] == "/preparation"
    assert found(portal, "利用規約")[0] == "/terms"


def test_hits_have_a_tag_and_an_excerpt_with_the_word(portal: Portal) -> None:
    page = portal.browser.get("/search?q=内訳書").text
    assert "「内訳書」に一致する情報" in page
    assert "<mark>内訳書</mark>" in page
    tags = [span for span in parsed(page).iter("span") if "tag" in span.get("class", "")]
    assert {"お知らせ", "よくある質問", "ページ"} <= {"".join(tag.itertext()) for tag in tags}
    assert 'value="内訳書"' in page


def test_every_word_must_be_found(portal: Portal) -> None:
    assert found(portal, "パスワード 再設定")
    assert found(portal, "パスワード 宇宙船") == []


def test_nothing_typed_and_nothing_found(portal: Portal) -> None:
    for path in ("/search", "/search?q=", "/search?q=%E3%80%80"):
        assert "検索する言葉を入力してください" in portal.browser.get(path).text
    page = portal.browser.get("/search?q=宇宙船").text
    assert "「宇宙船」に一致する情報はありません。" in page
    assert "言葉を短くするか" in page


@pytest.mark.parametrize("path", ["/search", "/news", "/faq"])
@pytest.mark.parametrize("query", HOSTILE)
def test_no_query_breaks_a_page(portal: Portal, path: str, query: str) -> None:
    answer = portal.browser.get(f"{path}?q={query}&page={query[:50]}")
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    assert "<script>" not in answer.text
    assert "49" not in text_of(answer.text).split("検索")[1][:50]


def test_what_is_not_shown_is_not_found(folder: Folder, make_portal: Callable[..., Portal]) -> None:
    folder.notice("over", "宇宙船の打上げ", withdrawn="true")
    folder.notice("soon", "宇宙船の打上げ", published="2999-01-01")
    portal = make_portal(content_dir=folder.path)
    assert found(portal, "宇宙船") == []
    folder.notice("now", "宇宙船の打上げ")
    assert found(portal, "宇宙船") == ["/news/now"]


def test_long_results_come_in_pages(folder: Folder, make_portal: Callable[..., Portal]) -> None:
    for n in range(25):
        folder.notice(f"n{n}", "宇宙船の打上げ")
    portal = make_portal(content_dir=folder.path)
    assert len(found(portal, "宇宙船")) == 20
    page = portal.browser.get("/search?q=宇宙船&page=2").text
    assert "25 行中 21 ~ 25 行" in page
    assert 'start="21"' in page


def test_a_source_may_search_thirty_times_a_minute(make_portal: Callable[..., Portal]) -> None:
    portal = make_portal(public_url="https://portal.example")
    client = portal.app.test_client()

    def search(address: str) -> int:
        return client.get(
            "/search?q=a", base_url="https://portal.example", environ_base={"REMOTE_ADDR": address}
        ).status_code

    assert [search("203.0.113.7") for _ in range(31)] == [200] * 30 + [429]
    assert search("203.0.113.8") == 200
    assert found(make_portal(), "パスワード")


def test_folding_keeps_positions() -> None:
    text = "ＡｂＣ パスワード㍿ｶﾞ"
    assert len(fold(text)) == len(text)
    assert fold(text) == "abc ぱすわーど㍿か\u3099"
    assert terms("ｶﾞｲﾄﾞ、ＡＢＣ？") == ["がいど", "abc"]
    assert tidy(" a\x00b\u3000c\n" + "x" * 200)[:7] == "a b c x"


def test_a_word_is_found_by_most_of_its_pairs() -> None:
    index = Index([Document("x", "登録できません", "/a", ""), Document("x", "解除", "/b", "")])
    assert [hit.document.address for hit in index.find("登録できない")] == ["/a"]
    assert index.find("登録抹消") == []


def test_contains_wants_every_word() -> None:
    assert contains("ぱすわーど 変更", "パスワードの", "変更")
    assert not contains("パスワード 削除", "パスワードの変更")


def test_an_excerpt_is_text_not_markup() -> None:
    assert excerpt("<b>太字</b>の説明", ["太字"]) == "&lt;b&gt;<mark>太字</mark>&lt;/b&gt;の説明"
