"""The content folder: what operators may write, what is refused and how it is said."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from services.portal.publications.folder import ContentError, read
from services.portal.publications.forms import compose
from services.portal.publications.markdown import Unfit, typeset
from services.portal.publications.model import Answer, Notice
from services.portal.publications.notices import Notices
from tests.portal.conftest import Portal
from tests.portal.published import ANSWER, NOTICE, Folder

HOSTS = ("www.example.jp",)


def html(source: str) -> str:
    return str(typeset(source, "題名", HOSTS).html)


@pytest.mark.parametrize(
    "source",
    [
        "**重要。**必ず読む",
        "必ず**「設定情報」**を保管",
        "（**注意**）**あ**",
        "これは**（重要）**です",
        "**24時間で使えなくなります。** 次の文",
    ],
)
def test_emphasis_works_between_japanese_signs(source: str) -> None:
    assert "**" not in html(source)
    assert "<strong>" in html(source)


def test_html_stays_text() -> None:
    assert html("<script>x</script> <b>y</b>") == (
        "<p>&lt;script&gt;x&lt;/script&gt; &lt;b&gt;y&lt;/b&gt;</p>\n"
    )


def test_tables_scroll_in_a_region_with_a_name_and_without_style() -> None:
    table = html("| 項目 | 金額 |\n|:--|--:|\n| a | 1 |")
    assert "style=" not in table
    assert '<div class="scroll" role="region" aria-label="表1：題名" tabindex="0">' in table
    assert '<th class="number" scope="col">金額</th>' in table
    assert table.endswith("</table>\n</div>\n")


def test_headings_get_places() -> None:
    text = typeset("## はじめに\n\n### 細目\n\n## 手順 {#steps}", "題名", HOSTS)
    assert [(section.id, section.title) for section in text.sections] == [
        ("s1", "はじめに"),
        ("steps", "手順"),
    ]
    assert '<h2 id="steps">手順</h2>' in text.html


def test_known_links_stay_and_foreign_ones_say_so() -> None:
    assert html("[中](/faq#q-a) [下](#steps) [文](mailto:a@b.example)").count("<a href") == 3
    assert '<a href="https://www.example.jp/a">外（外部サイト）</a>' in html(
        "[外](https://www.example.jp/a)"
    )


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("[a](https://evil.example/)", "リンク先「https://evil.example/」は許可されていません"),
        ("[a](//evil.example/x)", "リンク先「//evil.example/x」は許可されていません"),
        ("[a](http://www.example.jp/)", "リンク先「http://www.example.jp/」は許可されていません"),
        ("[a](javascript:alert(1))", "リンク先「javascript:alert(1)」は許可されていません"),
        ("[a](data:text/html,x)", "リンク先「data:text/html,x」は許可されていません"),
        ("[a](https://www.example.jp@evil.example/)", "は許可されていません"),
        ("<https://evil.example/>", "は許可されていません"),
        ("[a](faq)", "リンク「faq」は「/」で始めてください"),
        ("![図](/a.png)", "画像は使えません"),
        ("# 大見出し", "見出し「大見出し」の段階が正しくありません"),
        ("### 細目", "見出し「細目」の段階が正しくありません"),
        ("## a\n\n#### b", "見出し「b」の段階が正しくありません"),
        ("## a {#x}\n\n## b {#x}", "見出しの名前「x」が重なっています"),
        ("**閉じない", "強調の「**」が閉じていません"),
    ],
)
def test_what_may_not_be_published_is_named(source: str, fault: str) -> None:
    with pytest.raises(Unfit) as refused:
        typeset(source, "題名", HOSTS)
    assert fault in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"category": "news"}, "category：important・system・rules・other のいずれかを"),
        ({"title": ""}, "title：書かれていません"),
        ({"title": "長" * 101}, "title：1文字以上100文字以内で書いてください"),
        ({"published": "あした"}, "published：2026-11-21 か 2026-11-21 09:00 の形で"),
        ({"published": ""}, "published：書かれていません"),
        ({"closes": "2026-03-31"}, "closes：公開終了は公開開始より後の日時にしてください"),
        ({"important": "たぶん"}, "important：true か false で書いてください"),
        ({"catgory": "other"}, "catgory：知らない項目です"),
        ({"attachments": "[{file: ../x.pdf, name: x}]"}, "attachments.0.file：ファイル名は"),
        ({"attachments": "[{file: none.pdf, name: x}]"}, "files/none.pdf がありません"),
        ({"title": "[閉じない"}, "先頭の項目を読めません"),
    ],
)
def test_a_wrong_notice_is_refused_by_name(
    folder: Folder, changes: dict[str, str], fault: str
) -> None:
    folder.notice("wrong", **changes)
    with pytest.raises(ContentError) as refused:
        read(folder.path)
    assert str(refused.value).startswith(f"notices/wrong.md：{fault}")


def test_every_fault_of_every_file_is_said_at_once(folder: Folder) -> None:
    folder.notice("one", "**x", category="a")
    folder.write("faq/two.md", {**ANSWER, "order": "x"}, "## 見出し")
    (folder.path / "pages" / "about.md").unlink()
    (folder.path / "faq" / "three.md").write_bytes("質問".encode("cp932"))
    (folder.path / "faq" / "four.md").write_text("本文だけ", encoding="utf-8")
    (folder.path / "files" / "x.html").write_text("", encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        read(folder.path)
    said = "\n".join(refused.value.faults)
    for fault in (
        "notices/one.md：category：",
        "notices/one.md：本文：強調の「**」が閉じていません",
        "faq/two.md：order：数字で書いてください",
        "faq/two.md：本文：回答に見出しは使えません",
        "faq/three.md：文字コードをUTF-8にしてください",
        "faq/four.md：先頭に「---」で囲んだ項目がありません",
        "pages/about.md：ありません",
        "files/x.html：ファイル名は",
    ):
        assert fault in said


def test_values_stay_what_was_typed(folder: Folder) -> None:
    (folder.path / "notices" / "typed.md").write_bytes(
        "---\ntitle: 0123\ncategory: other\npublished: 2026-04-01\nkeywords: yes\n---\n本文"
        .encode("utf-8-sig")
    )  # fmt: skip
    notice = next(n for n in read(folder.path).notices if n.id == "typed")
    assert (notice.title, notice.keywords) == ("0123", "yes")
    assert notice.published.isoformat() == "2026-04-01T00:00:00+09:00"


def test_an_editor_may_give_the_same_form_with_instants() -> None:
    given = {**NOTICE, "published": "2026-04-01T00:00:00Z", "important": True}
    notice = compose(Notice, "n1", given, "本文", HOSTS)
    notices = Notices(lambda: [notice], lambda: datetime(2026, 4, 1, tzinfo=UTC))
    assert notices.important() == [notice]
    with pytest.raises(Unfit, match="名前は半角の英小文字"):
        compose(Answer, "../x", ANSWER, "本文", HOSTS)
    with pytest.raises(Unfit, match="本文：書かれていません"):
        compose(Answer, "x", ANSWER, " \n", HOSTS)


def test_a_changed_file_is_shown_at_once(
    folder: Folder, make_portal: Callable[..., Portal]
) -> None:
    portal = make_portal(content_dir=folder.path)
    assert "見本のお知らせ" not in portal.browser.get("/news").text
    folder.notice("new")
    assert "見本のお知らせ" in portal.browser.get("/news").text
    (folder.path / "notices" / "new.md").unlink()
    assert "見本のお知らせ" not in portal.browser.get("/news").text


def test_while_something_is_wrong_the_last_whole_state_stays(
    folder: Folder, make_portal: Callable[..., Portal], caplog: pytest.LogCaptureFixture
) -> None:
    portal = make_portal(content_dir=folder.path)
    folder.notice("good")
    folder.notice("wrong", category="x")
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert "見本のお知らせ" not in portal.browser.get("/news").text
    assert len(caplog.records) == 1
    assert "notices/wrong.md：category" in caplog.text
    folder.notice("wrong", title="直したお知らせ")
    page = portal.browser.get("/news").text
    assert "見本のお知らせ" in page
    assert "直したお知らせ" in page


def test_a_portal_does_not_start_with_half_its_texts(
    folder: Folder, make_portal: Callable[..., Portal]
) -> None:
    folder.empty("terms")
    with pytest.raises(ContentError, match="terms/：1つもありません"):
        make_portal(content_dir=folder.path)
