"""ST6: files attached to a text that staff write, and the public pages that offer them."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.portal.conftest import Portal
from tests.portal.fakes import LIVE_TEXTS, PUBLIC_URL, controls, hidden_fields, text_of
from tests.portal.test_publishing import FRONT, ID, LIVE, NEW, ONE, at_desk, published, text
from tests.support.files import PDF

FILE = f"{'ab' * 16}.pdf"
OTHER = f"{'cd' * 16}.png"
FILES, CONTENT = "publications/files", f"publications/files/{FILE}/content"
PUBLIC = f"publications/live/files/{FILE}"
ATTACHED = {"file": FILE, "name": "申請の様式", "bytes": 120_400}
KNOWN = {"id": FILE, "name": "様式.pdf", "type": "application/pdf", "bytes": 120_400}
WITH_FILE = {"front": FRONT, "body": "**休みます**。", "attachments": [ATTACHED]}


def holding(portal: Portal, **changes: Any) -> None:
    at_desk(portal, text(draft=WITH_FILE, **changes))
    portal.registration.answers_with("GET", FILES, {"items": [KNOWN]})


def send(portal: Portal, path: str, *names: str, **typed: str) -> Any:
    """The form of the present page, with files chosen."""
    files = [(io.BytesIO(PDF), name) for name in names]
    data = {**hidden_fields(portal.browser.page.text, path), **typed, "files": files}
    answer = portal.browser.client.post(path, data=data, base_url=PUBLIC_URL)
    portal.browser.page = answer
    return answer


def told(portal: Portal, method: str = "PATCH") -> list[dict[str, str]]:
    path = "publications" if method == "POST" else f"publications/{ID}"
    return portal.registration.asked(method, path)[-1].body["attachments"]


def test_a_chosen_file_is_kept_and_gets_a_name(portal: Portal) -> None:
    at_desk(portal)
    portal.browser.get(NEW)
    portal.registration.answers_with("POST", FILES, KNOWN, 201)
    portal.registration.answers_with("GET", FILES, {"items": [KNOWN]})
    answer = send(portal, NEW, "様式.pdf", action="attach", **FRONT, body="書きかけ")
    assert answer.status_code == 200
    assert "様式.pdf（PDF 120KB）" in text_of(answer.text)
    assert controls(answer.text)["attachments.0.name"].get("value") == "様式"
    assert "書きかけ" in answer.text
    [sent] = portal.registration.asked("POST", FILES)
    assert (sent.body, sent.query) == (PDF, {"name": "様式.pdf"})
    portal.registration.answers_with("POST", "publications", text(draft=WITH_FILE), 201)
    typed = {**FRONT, "body": "本文", "attachments.0.name": "申請の様式"}
    assert send(portal, NEW, action="save", **typed).location == ONE
    assert told(portal, "POST") == [{"file": FILE, "name": "申請の様式"}]


def test_a_file_survives_a_failed_check(portal: Portal) -> None:
    holding(portal)
    portal.browser.get(ONE)
    typed = {"category": "other", "attachments.0.name": "様式", "action": "publish"}
    answer = send(portal, ONE, title="", body="", **typed)
    assert answer.status_code == 422
    assert hidden_fields(answer.text, ONE)["attachments.0.file"] == FILE
    assert controls(answer.text)["attachments.0.name"].get("value") == "様式"


def test_a_file_without_a_name_is_not_published(portal: Portal) -> None:
    holding(portal)
    portal.browser.get(ONE)
    typed = {**FRONT, "body": "x", "attachments.0.name": "", "action": "publish"}
    answer = send(portal, ONE, **typed)
    assert answer.status_code == 422
    assert answer.text.count("添付ファイルの代替名を入力してください") == 2
    assert 'href="#attachments-0-name"' in answer.text


@pytest.mark.parametrize(
    ("status", "errors", "message"),
    [
        (
            422,
            [{"field": "attachments", "code": "type", "message": "様式.exe：PDF・JPEG・PNGの…"}],
            "様式.exe：PDF・JPEG・PNGの…",
        ),
        (413, [], "様式.exe：5MB以下のファイルを添付してください"),
    ],
)
def test_a_file_that_is_not_wanted_is_named(
    portal: Portal, status: int, errors: list[Any], message: str
) -> None:
    holding(portal)
    portal.browser.get(ONE)
    portal.registration.refuses("POST", FILES, status, "x", errors=errors)
    typed = {**FRONT, "body": "書きかけ", "attachments.0.name": "様式", "action": "save"}
    answer = send(portal, ONE, "様式.exe", **typed)
    assert answer.status_code == 422
    assert answer.text.count(message) == 2
    assert "書きかけ" in answer.text
    assert hidden_fields(answer.text, ONE)["attachments.0.file"] == FILE
    assert portal.registration.asked("PATCH", f"publications/{ID}") == []


def test_there_are_five_files_at_most(portal: Portal) -> None:
    holding(portal)
    portal.browser.get(ONE)
    portal.registration.answers_with("POST", FILES, {**KNOWN, "id": OTHER}, 201)
    answer = send(portal, ONE, *["様式.pdf"] * 5, action="attach", **FRONT, body="x")
    assert answer.status_code == 422
    assert "添付できるのは5ファイルまでです" in answer.text
    assert len(portal.registration.asked("POST", FILES)) == 4


def test_a_file_is_taken_out_again(portal: Portal) -> None:
    holding(portal)
    html = portal.browser.get(ONE).text
    assert f'href="/staff/notices/files/{FILE}"' in html
    portal.registration.answers_with("PATCH", f"publications/{ID}", text(version=4))
    typed = {**FRONT, "body": "x", f"without.{FILE}": "yes", "action": "save"}
    assert send(portal, ONE, **typed).location == ONE
    assert told(portal) == []


def test_the_preview_and_the_last_question_show_the_files(portal: Portal) -> None:
    holding(portal)
    portal.browser.get(ONE)
    typed = {**FRONT, "body": "x", "attachments.0.name": "新しい様式", "action": "preview"}
    shown = send(portal, ONE, **typed).text.partition("<article")[2].partition("</article>")[0]
    link = f'<a href="/staff/notices/files/{FILE}">'
    assert f"{link}新しい様式（PDF 120KB）</a>" in shown
    assert f"{link}申請の様式（PDF 120KB）</a>" in portal.browser.get(f"{ONE}/publish").text


def test_a_file_that_is_gone_is_left_out(portal: Portal) -> None:
    holding(portal)
    portal.registration.answers_with("GET", FILES, {"items": []})
    assert "attachments.0.file" not in portal.browser.get(ONE).text


def test_staff_see_a_file_before_anybody_else(portal: Portal) -> None:
    holding(portal)
    portal.registration.answers_with_file(CONTENT, PDF, "attachment; filename=x.pdf")
    answer = portal.browser.get(f"/staff/notices/files/{FILE}")
    assert (answer.data, answer.headers["Cache-Control"]) == (PDF, "no-store")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_questions_have_no_files(portal: Portal) -> None:
    at_desk(portal)
    html = portal.browser.get("/staff/notices/new/faq").text
    assert 'type="file"' not in html


def test_everybody_reads_and_gets_the_file_of_a_published_notice(portal: Portal) -> None:
    published(portal, **LIVE, attachments=[ATTACHED])
    html = portal.browser.get(f"/news/{ID}").text
    assert f'<a href="/files/{FILE}">申請の様式（PDF 120KB）</a>' in html
    portal.registration.answers_with_file(PUBLIC, PDF, "attachment; filename=x.pdf")
    answer = portal.browser.get(f"/files/{FILE}")
    assert (answer.data, answer.content_type) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_manual_of_staff_offers_its_files(portal: Portal) -> None:
    front = {"title": "新しい手順書", "version": "1.00版", "audience": "すべての施術所"}
    front |= {"order": "99", "updated": "2026-11-20"}
    manual = {"id": "m1", "kind": "manuals", "withdrawn": False, "front": front, "body": "読む。"}
    items = [{**manual, "attachments": [ATTACHED]}]
    portal.registration.answers_with("GET", LIVE_TEXTS, {"items": items})
    for path in ("/manuals", "/manuals/m1"):
        assert "申請の様式（PDF 120KB）" in text_of(portal.browser.get(path).text)


def test_a_file_is_not_there_before_and_after(portal: Portal) -> None:
    portal.registration.refuses("GET", PUBLIC, 404, "not_found", detail="")
    page = portal.browser.get(f"/files/{FILE}")
    assert page.status_code == 404
    assert "ページが見つかりません" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_other_roles_get_no_file(portal: Portal) -> None:
    portal.sign_in_staff("reviewer")
    portal.registration.refuses("GET", CONTENT, 403, "forbidden", detail="")
    assert portal.browser.get(f"/staff/notices/files/{FILE}").status_code == 403
