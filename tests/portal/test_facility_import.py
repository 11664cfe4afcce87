"""ST5: a list of facilities is sent, checked, confirmed."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.portal.conftest import Portal
from tests.portal.fakes import PUBLIC_URL, facts_of, hidden_fields, text_of

PATH = "/staff/facilities/import"
JOB = f"{PATH}/i1"
COUNTS = {"added": 1, "changed": 1, "unchanged": 5, "closed": 0, "errors": 0, "changes": 2}
SHOWN = {
    "facility_id": "judo-kei012345678",
    "registration_number": "契0123456-7-8",
    "name": "改名接骨院",
    "what": "changed",
    "differences": [{"field": "name", "before": "見本接骨院", "after": "改名接骨院"}],
}


def job(state: str = "checked", **changes: Any) -> dict[str, Any]:
    counts = {**COUNTS, "closes_many": False, **changes.pop("counts", {})}
    whole = {
        "id": "i1",
        "file_name": "一覧.csv",
        "mode": "update",
        "state": state,
        "by": "admin@portal.example",
        "confirmed_by": "",
        "uploaded_at": "2026-11-20T00:30:00.000Z",
        "checked_at": "2026-11-20T00:31:00.000Z",
        "applied_at": None,
        "earlier_at": None,
        "rows_done": 12_500,
        "problem": "",
        "counts": counts,
        "shown": [SHOWN],
    }
    return {**whole, **changes}


def at_import(portal: Portal, found: dict[str, Any]) -> str:
    portal.sign_in_staff("admin")
    portal.registration.answers_with("GET", "facility-imports/i1", found)
    return text_of(portal.browser.get(JOB).text)


def send(portal: Portal, content: bytes, **fields: str) -> Any:
    portal.sign_in_staff("admin")
    portal.registration.answers_with("GET", "facility-imports", {"items": [job()]})
    portal.registration.answers_with("POST", "facility-imports", job("waiting"), 202)
    html = portal.browser.get(PATH).text
    data = {**hidden_fields(html, PATH), **fields}
    file = {"file": (io.BytesIO(content), "一覧.csv" if content else "")}
    return portal.browser.client.post(PATH, data={**data, **file}, base_url=PUBLIC_URL)


def test_a_file_is_sent_as_it_is_and_its_progress_shown(portal: Portal) -> None:
    content = "見本".encode("cp932") * 1_000_000
    answer = send(portal, content, mode="whole")
    assert answer.location == JOB
    [asked] = portal.registration.asked("POST", "facility-imports")
    assert (asked.body, asked.query["mode"]) == (content, "whole")
    assert asked.query["file_name"] == "一覧.csv"
    assert asked.headers["idempotency-key"]


def test_file_and_mode_are_asked_for(portal: Portal) -> None:
    answer = send(portal, b"")
    assert answer.status_code == 422
    text = text_of(answer.text)
    assert "取り込むCSVファイルを選択してください" in text
    assert "取り込みの方法を選択してください" in text
    assert not portal.registration.asked("POST", "facility-imports")


def test_too_large_a_file_is_refused_with_its_limit(portal: Portal) -> None:
    answer = send(portal, b"x" * 42_000_000, mode="update")
    assert answer.status_code == 413
    assert "40MBまで" in answer.text


def test_a_check_shows_counts_and_differences(portal: Portal) -> None:
    text = at_import(portal, job(earlier_at="2026-11-19T03:00:00.000Z"))
    facts = facts_of(portal.browser.page.text)
    assert (facts["新規"], facts["変更なし"]) == ("1件", "5件")
    assert "名称：見本接骨院 → 改名接骨院" in text
    assert "同じファイルは2026年11月19日 12:00に取り込み済みです" in text
    assert "取り込みを確定する" in text


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (job("waiting"), "確認中です。12,500行まで進みました。"),
        (job("confirmed"), "取り込み中です。12,500行まで進みました。"),
        (job("done", applied_at="2026-11-20T01:00:00.000Z"), "取り込みが完了しました"),
        (job("refused", problem="列がありません：kind"), "列がありません：kind"),
        (job(counts={"changes": 0}), "取り込みの必要はありません。"),
        (job(mode="whole", counts={"errors": 1}), "全件の取り込みは確定できません"),
    ],
)
def test_what_cannot_be_confirmed_says_why(
    portal: Portal, found: dict[str, Any], words: str
) -> None:
    text = at_import(portal, found)
    assert words in text
    assert "取り込みを確定する" not in text


def test_a_running_import_can_be_looked_at_again(portal: Portal) -> None:
    at_import(portal, job("confirmed"))
    assert f'href="{JOB}">状況を更新する' in portal.browser.page.text
    assert "data-progress" in portal.browser.page.text


def test_confirming(portal: Portal) -> None:
    at_import(portal, job())
    portal.registration.answers_with("POST", "facility-imports/i1/confirm", job("confirmed"), 202)
    assert portal.browser.submit(JOB).location == JOB
    assert portal.registration.asked("POST", "facility-imports/i1/confirm")[0].body == {
        "many": False
    }


def test_many_closures_are_confirmed_twice(portal: Portal) -> None:
    text = at_import(portal, job(mode="whole", counts={"closed": 40, "closes_many": True}))
    assert "40件が無効になることを確認しました。" in text
    path = "facility-imports/i1/confirm"
    portal.registration.refuses("POST", path, 409, "many_would_close", detail="…")
    answer = portal.browser.submit(JOB)
    assert answer.status_code == 422
    assert "チェックを入れてください" in text_of(answer.text)
    portal.registration.answers_with("POST", path, job("confirmed"), 202)
    portal.browser.submit(JOB, many="yes")
    assert portal.registration.asked("POST", path)[-1].body == {"many": True}


def test_an_overtaken_check_says_so(portal: Portal) -> None:
    at_import(portal, job())
    detail = "確認のあとに、ほかの取り込みが行われました。内容をもう一度確認しています"
    path = "facility-imports/i1/confirm"
    portal.registration.refuses("POST", path, 409, "checked_again", detail=detail)
    assert portal.browser.submit(JOB).location == JOB
    portal.registration.answers_with("GET", "facility-imports/i1", job("waiting"))
    assert detail in portal.browser.get(JOB).text


def test_a_missing_role_is_told(portal: Portal) -> None:
    portal.sign_in_staff("reviewer")
    portal.registration.refuses("GET", "facility-imports", 403, "forbidden", detail="…")
    answer = portal.browser.get(PATH)
    assert answer.status_code == 403
    assert "この操作は行えません" in answer.text
