"""P3: questions by category, one address per answer."""

from __future__ import annotations

from collections.abc import Callable

from services.portal.publications.model import FAQ_CATEGORIES
from tests.portal.conftest import Portal
from tests.portal.fakes import parsed, text_of
from tests.portal.published import Folder


def questions(html: str) -> list[str]:
    return ["".join(summary.itertext()) for summary in parsed(html).iter("summary")]


def test_every_category_has_answers_and_a_place(portal: Portal) -> None:
    html = portal.browser.get("/faq").text
    assert len(questions(html)) >= 25
    for code, label in FAQ_CATEGORIES.items():
        assert f'<a href="#c-{code}">{label}</a>' in html
        assert f'<h2 id="c-{code}">{label}</h2>' in html


def test_every_answer_has_its_own_address_inside_what_the_browser_opens(portal: Portal) -> None:
    html = portal.browser.get("/faq").text
    for details in parsed(html).iter("details"):
        answer = next(details.iter("div"))
        own = next(a for a in details.iter("a") if "".join(a.itertext()).startswith("この質問"))
        assert own.get("href") == f"/faq#{answer.get('id')}"
        assert answer.get("id").startswith("q-")
        assert details.get("open") is None


def test_a_word_narrows_the_questions_and_opens_them(portal: Portal) -> None:
    html = portal.browser.get("/faq?q=契約記号番号").text
    assert questions(html) == ["登録記号番号は、どこに書いてありますか"]
    assert all(details.get("open") is not None for details in parsed(html).iter("details"))
    assert "「契約記号番号」に一致する質問が1件あります。" in html
    assert 'id="c-grant"' not in html


def test_nothing_found_leads_on_to_people(portal: Portal) -> None:
    html = portal.browser.get("/faq?q=<b>zzz").text
    assert "「&lt;b&gt;zzz」に一致する質問はありません。" in html
    assert '<a href="/contact">お問い合わせ先</a>' in html.split("解決しない場合")[1]


def test_all_answers_can_be_read_without_opening_anything(portal: Portal) -> None:
    html = portal.browser.get("/faq?view=all").text
    assert "<details" not in html
    assert 'id="q-mail-missing"' in html
    headings = ["".join(h3.itertext()) for h3 in parsed(html).iter("h3")]
    assert headings == questions(portal.browser.get("/faq").text)


def test_answers_stand_in_their_order(folder: Folder, make_portal: Callable[..., Portal]) -> None:
    folder.empty("faq")
    for name, order in (("b", 2), ("a", 10), ("c", 1)):
        front = {"title": f"{name}の質問", "category": "login", "order": order}
        folder.write(f"faq/{name}.md", front, "**はい。**そうです。")
    portal = make_portal(content_dir=folder.path)
    html = portal.browser.get("/faq").text
    assert questions(html) == ["cの質問", "bの質問", "aの質問"]
    assert "はい。そうです。" in text_of(html)
    assert "①ユーザー登録" not in html
