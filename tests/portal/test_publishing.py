"""ST6: texts for the public site, written by staff, read by everybody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.conftest import Portal
from tests.portal.fakes import LIVE_TEXTS, controls, facts_of, text_of

LIST = "/staff/notices"
NEW = f"{LIST}/new/notices"
ID = "2026-11-7k3m9p"
ONE = f"{LIST}/{ID}"
FRONT = {"title": "年末年始の休業", "category": "other", "important": "true"}
LIVE = {"front": {**FRONT, "published": "2026-01-01 09:00"}, "body": "**休みます**。"}
HOSTILE = [
    "<script>alert(1)</script>",
    "[押す](javascript:alert(1))",
    "[押す](https://elsewhere.example/)",
    "![絵](/x.png)",
    '<a href="x" onclick="y">z</a>',
]
TRICKS = ("<script>alert", "javascript:", '<a href="x"', "<img", "elsewhere")


def text(**changes: Any) -> dict[str, Any]:
    whole = {
        "id": ID,
        "kind": "notices",
        "state": "draft",
        "has_changes": True,
        "draft": {"front": FRONT, "body": "**休みます**。", "attachments": []},
        "live": None,
        "updated_at": "2026-11-20T00:30:00.000Z",
        "updated_by": "管理花子",
        "version": 3,
    }
    return {**whole, **changes}


def at_desk(portal: Portal, *texts: dict[str, Any]) -> None:
    portal.sign_in_staff("admin")
    body = {"items": list(texts), "page": 1, "per_page": 20, "total": len(texts)}
    portal.registration.answers_with("GET", "publications", body)
    for each in texts:
        portal.registration.answers_with("GET", f"publications/{each['id']}", each)


def published(portal: Portal, **changes: Any) -> None:
    one = {"id": ID, "kind": "notices", "withdrawn": False, **LIVE, **changes}
    portal.registration.answers_with("GET", LIVE_TEXTS, {"items": [one]})


def test_the_list_says_how_each_text_stands(portal: Portal) -> None:
    closed = {**LIVE, "front": {**LIVE["front"], "closes": "2026-01-02 09:00"}}
    coming = {**LIVE, "front": {**LIVE["front"], "published": "2999-01-01 09:00"}}
    at_desk(
        portal,
        text(),
        *(
            text(id=f"t{n}", state=state, live=live)
            for n, (state, live) in enumerate(
                [
                    ("published", LIVE),
                    ("published", closed),
                    ("published", coming),
                    ("withdrawn", LIVE),
                ]
            )
        ),
    )
    html = portal.browser.get(LIST).text
    rows = html.split("<tbody>")[1].split("</tbody>")[0]
    words = [
        w for w in ("下書き", "公開中", "公開終了", "公開予定", "掲載終了") if f">{w}<" in rows
    ]
    assert words == ["下書き", "公開中", "公開終了", "公開予定", "掲載終了"]
    assert f'href="{ONE}"' in html


def test_a_draft_is_saved_as_the_form_of_the_folder(portal: Portal) -> None:
    at_desk(portal, text())
    portal.browser.get(NEW)
    portal.registration.answers_with("POST", "publications", text(), 201)
    typed = {**FRONT, "important": "yes", "published": "２０２６/12/1 9:00", "body": "本文"}
    assert portal.browser.submit(NEW, action="save", **typed).location == ONE
    [sent] = portal.registration.asked("POST", "publications")
    front = {**FRONT, "published": "2026-12-01 09:00", "closes": "", "keywords": ""}
    assert sent.body == {"kind": "notices", "front": front, "body": "本文", "attachments": []}
    assert sent.headers["idempotency-key"]
    assert "下書きを保存しました。" in portal.browser.get(ONE).text


def test_a_missing_title_is_said_at_the_field(portal: Portal) -> None:
    at_desk(portal, text())
    portal.browser.get(NEW)
    errors = [{"field": "title", "code": "required", "message": "タイトルを入力してください"}]
    portal.registration.refuses("POST", "publications", 422, "invalid", errors=errors)
    answer = portal.browser.submit(NEW, action="save", title="", body="書きかけ")
    assert answer.status_code == 422
    assert answer.text.count("タイトルを入力してください") == 2
    assert "書きかけ" in answer.text


def test_the_end_must_come_after_the_beginning(portal: Portal) -> None:
    at_desk(portal, text())
    portal.browser.get(ONE)
    typed = {**FRONT, "published": "2026-12-01 09:00", "closes": "2026-11-30 09:00", "body": "x"}
    answer = portal.browser.submit(ONE, action="publish", **typed)
    assert answer.status_code == 422
    assert answer.text.count("公開終了は公開開始より後の日時にしてください") == 2
    assert controls(answer.text)["closes"].get("value") == "2026-11-30 09:00"
    assert portal.registration.asked("PATCH", f"publications/{ID}") == []


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_markdown_is_refused_or_shown_as_text(portal: Portal, body: str) -> None:
    at_desk(portal, text(draft={"front": FRONT, "body": body, "attachments": []}))
    portal.browser.get(ONE)
    shown = portal.browser.submit(ONE, action="preview", **FRONT, body=body).text
    article = shown.partition("<article")[2].partition("</article>")[0]
    for trick in TRICKS:
        assert trick not in article
    assert portal.browser.get(f"{ONE}/publish").status_code == (200 if "<" in body else 422)


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_markdown_never_reaches_the_public(portal: Portal, body: str) -> None:
    published(portal, body=body)
    page = portal.browser.get(f"/news/{ID}")
    assert page.status_code == (200 if "<" in body else 404)
    own = page.text.partition("<main")[2]
    for trick in TRICKS:
        assert trick not in own


def test_a_preview_saves_nothing(portal: Portal) -> None:
    at_desk(portal, text())
    portal.browser.get(ONE)
    html = portal.browser.submit(ONE, action="preview", **FRONT, body="**休みます**。").text
    assert "<strong>休みます</strong>" in html
    assert portal.registration.asked("PATCH", f"publications/{ID}") == []


def test_publishing_saves_then_asks_then_publishes(portal: Portal) -> None:
    at_desk(portal, text())
    portal.browser.get(ONE)
    portal.registration.answers_with("PATCH", f"publications/{ID}", text(version=4))
    answer = portal.browser.submit(ONE, action="publish", **FRONT, body="**休みます**。")
    assert answer.location == f"{ONE}/publish"
    assert portal.registration.asked("PATCH", f"publications/{ID}")[0].body["version"] == "3"
    html = portal.browser.get(answer.location).text
    assert facts_of(html)["重要なお知らせ"] == "すべての画面の上に表示する"
    assert "<strong>休みます</strong>" in html
    path = f"publications/{ID}/publish"
    portal.registration.answers_with("POST", path, text(state="published", live=LIVE))
    assert portal.browser.submit(f"{ONE}/publish").location == ONE
    assert portal.registration.asked("POST", path)[0].body == {"version": "3"}
    assert "公開しました。" in portal.browser.get(ONE).text


def test_withdrawing_needs_a_reason(portal: Portal) -> None:
    at_desk(portal, text(state="published", live=LIVE))
    portal.browser.get(f"{ONE}/withdraw")
    path = f"publications/{ID}/withdraw"
    message = "掲載を終了する理由を入力してください"
    errors = [{"field": "reason", "code": "required", "message": message}]
    portal.registration.refuses("POST", path, 422, "invalid", errors=errors)
    answer = portal.browser.submit(f"{ONE}/withdraw", reason="")
    assert (answer.status_code, answer.text.count(message)) == (422, 2)
    portal.registration.answers_with("POST", path, text(state="withdrawn", live=LIVE))
    assert portal.browser.submit(f"{ONE}/withdraw", reason="誤り").location == ONE
    at_desk(portal, text(state="withdrawn", live=LIVE))
    assert portal.browser.get(f"{ONE}/withdraw").location == ONE


def test_the_slower_writer_keeps_the_typed_text(portal: Portal) -> None:
    at_desk(portal, text())
    portal.browser.get(ONE)
    portal.registration.refuses("PATCH", f"publications/{ID}", 409, "version_conflict", detail="x")
    answer = portal.browser.submit(ONE, action="save", **FRONT, body="遅れた文")
    assert answer.status_code == 409
    assert "ほかの職員がこの文章を更新しました" in answer.text
    assert "遅れた文" in answer.text


@pytest.mark.parametrize("path", [LIST, NEW, ONE, f"{ONE}/publish", f"{ONE}/withdraw"])
def test_other_roles_get_e2(portal: Portal, path: str) -> None:
    portal.sign_in_staff("reviewer")
    portal.registration.refuses("GET", "publications", 403, "forbidden")
    portal.registration.refuses("GET", f"publications/{ID}", 403, "forbidden")
    assert portal.browser.get(path).status_code == 403


def test_a_published_notice_is_in_list_feed_search_and_banner(portal: Portal) -> None:
    published(portal)
    assert "<strong>休みます</strong>" in portal.browser.get(f"/news/{ID}").text
    for path in ("/news", "/news.atom", "/search?q=年末年始の休業"):
        assert f"/news/{ID}" in portal.browser.get(path).text
    banner = portal.browser.get("/about").text.partition('class="urgent"')[2].partition("<main")[0]
    assert "年末年始の休業" in banner


def test_questions_and_manuals_stand_among_those_of_the_folder(portal: Portal) -> None:
    question = {"title": "あたらしい質問ですか", "category": "app", "order": "99"}
    manual = {
        "title": "あたらしい手順書",
        "version": "1.00版",
        "audience": "すべての施術所",
        "order": "99",
        "updated": "2026-11-20",
    }
    texts = [
        {"id": "q1", "kind": "faq", "withdrawn": False, "front": question, "body": "はい。"},
        {"id": "m1", "kind": "manuals", "withdrawn": False, "front": manual, "body": "読む。"},
        {"id": "m2", "kind": "manuals", "withdrawn": True, "front": {}, "body": ""},
    ]
    portal.registration.answers_with("GET", LIVE_TEXTS, {"items": texts})
    assert "あたらしい質問ですか" in portal.browser.get("/faq").text
    assert "あたらしい手順書" in portal.browser.get("/manuals/m1").text
    assert portal.browser.get("/manuals/m2").status_code == 404


def test_a_withdrawn_notice_is_over(portal: Portal) -> None:
    published(portal, withdrawn=True, front={}, body="")
    page = portal.browser.get(f"/news/{ID}")
    assert page.status_code == 410
    assert "このお知らせの掲載は終了しました。" in page.text


@pytest.mark.parametrize("status", [403, 500, 503])
def test_the_folder_alone_is_shown_while_registration_is_away(portal: Portal, status: int) -> None:
    portal.registration.refuses("GET", LIVE_TEXTS, status, "x")
    assert "導入準備のチェックリスト" in portal.browser.get("/news").text


def test_what_the_folder_names_is_the_folders(portal: Portal) -> None:
    published(portal, id="2026-11-checklist")
    assert "年末年始の休業" not in text_of(portal.browser.get("/news/2026-11-checklist").text)
