"""ST8: four audits as one list."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.conftest import Portal
from tests.portal.fakes import text_of

SERVICES = ("registration", "accounts", "documents", "notifier")


def row(minute: int, **changes: Any) -> dict[str, Any]:
    whole = {
        "id": f"r{minute:02d}",
        "at": f"2026-11-20T01:{minute:02d}:00.000Z",
        "actor": {"id": "s1", "role": "reviewer", "email": "a@portal.example", "name": "審査一郎"},
        "action": "application.complete",
        "label": "承認",
        "target": {"kind": "application", "id": "7K2MQX"},
        "outcome": "ok",
        "code": "",
        "reason": "",
        "address": "192.0.2.7",
        "request_id": "request-12345",
        "asked": [{"field": "version", "value": "3"}],
        "changes": [{"field": "state", "before": "in_review", "after": "completed"}],
    }
    return {**whole, **changes}


def answer(*rows: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    return {"items": list(rows), "page": 1, "per_page": 20, "total": total or len(rows)}


def with_rows(portal: Portal, **rows: list[dict[str, Any]]) -> None:
    portal.sign_in_staff("admin")
    for name in SERVICES:
        service = getattr(portal, name)
        service.answers_with("GET", "audit", answer(*rows.get(name, [])))
        service.answers_with("GET", "audit/actions", {"items": []})
    portal.accounts.answers_with(
        "GET", "audit/actions", {"items": [{"action": "application.complete", "label": "承認"}]}
    )


def test_the_newest_of_all_services_comes_first(portal: Portal) -> None:
    with_rows(portal, accounts=[row(30), row(10)], notifier=[row(20, label="メールの再送")])
    html = portal.browser.get("/staff/audit").text
    places = [html.index(f"/staff/audit/{at}") for at in ("accounts/r30", "notifier/r20")]
    assert places == sorted(places)
    assert html.index("notifier/r20") < html.index("accounts/r10")
    assert "3 行中 1 ~ 3 行" in text_of(html)
    assert '<option value="application.complete">承認</option>' in html


def test_without_filters_it_is_the_last_seven_days(portal: Portal) -> None:
    with_rows(portal)
    portal.browser.get("/staff/audit")
    query = portal.accounts.asked("GET", "audit")[0].query
    assert query["from"] < query["to"]
    assert "条件に合う記録はありません。" in portal.browser.get("/staff/audit").text


def test_the_filters_go_to_every_service(portal: Portal) -> None:
    with_rows(portal)
    days = "from_y=2026&from_m=11&from_d=1&to_y=2026&to_m=11&to_d=30"
    portal.browser.get(f"/staff/audit?{days}&actor=審査一郎&outcome=refused&target=7K2MQX")
    for name in SERVICES:
        query = getattr(portal, name).asked("GET", "audit")[0].query
        assert (query["from"], query["to"]) == ("2026-11-01", "2026-11-30")
        assert (query["actor"], query["outcome"], query["target"]) == (
            "審査一郎",
            "refused",
            "7K2MQX",
        )


def test_the_next_page_begins_after_the_last_row_shown(portal: Portal) -> None:
    with_rows(portal, accounts=[row(minute) for minute in range(59, 39, -1)])
    portal.accounts.answers_with(
        "GET", "audit", answer(*(row(minute) for minute in range(59, 39, -1)), total=25)
    )
    html = portal.browser.get("/staff/audit").text
    assert "25 行中 1 ~ 20 行" in text_of(html)
    assert "before=2026-11-20T01%3A40%3A00.000Z%2Fr40" in html
    older = portal.browser.get("/staff/audit?before=2026-11-20T01:40:00.000Z/r40&seen=20").text
    assert "最新の記録へ戻る" in older
    assert portal.accounts.seen[-2].query["before"] == "2026-11-20T01:40:00.000Z/r40"


def test_a_service_that_is_away_is_named(portal: Portal) -> None:
    with_rows(portal, accounts=[row(1)])
    portal.notifier.refuses("GET", "audit", 503, "unavailable", detail="…")
    html = text_of(portal.browser.get("/staff/audit").text)
    assert "次の記録は、ただいま確認できません：メール" in html


def test_a_row_says_what_it_changed_and_what_became_of_it(portal: Portal) -> None:
    portal.sign_in_staff("admin")
    portal.accounts.answers_with("GET", "audit/r1", row(1, outcome="unknown"))
    words = text_of(portal.browser.get("/staff/audit/accounts/r1").text)
    assert "審査中" in words
    assert "手続完了" in words
    assert "処理の途中で停止した可能性があります" in words
    assert portal.browser.get("/staff/audit/nobody/r1").status_code == 404


@pytest.mark.parametrize(
    ("target", "field", "before", "after", "said"),
    [
        ("account", "status", "active", "suspended", ("状態", "利用可", "利用停止")),
        ("account", "release_requested", "false", "true", ("解除申請中", "いいえ", "はい")),
        ("user", "state", "active", "suspended", ("状態", "有効", "停止")),
        ("staff", "role", "viewer", "admin", ("役割", "参照", "管理")),
        ("facility", "status", "open", "closed", ("状態", "有効", "無効")),
        ("publication", "state", "draft", "published", ("状態", "下書き", "公開")),
        ("application", "notice", "", "x", ("交付決定通知書", "", "x")),
        ("newer", "newer", "a", "b", ("newer", "a", "b")),
    ],
)
def test_changes_are_told_in_the_words_of_their_pages(
    portal: Portal, target: str, field: str, before: str, after: str, said: tuple[str, ...]
) -> None:
    portal.sign_in_staff("admin")
    change = {"field": field, "before": before, "after": after}
    one = row(1, target={"kind": target, "id": "x"}, changes=[change])
    portal.accounts.answers_with("GET", "audit/r1", one)
    html = portal.browser.get("/staff/audit/accounts/r1").text
    label, old, new = said
    assert f'<th scope="row">{label}</th><td>{old}</td><td>{new}</td>' in html


def test_the_file_opens_in_a_spreadsheet_without_formulas(portal: Portal) -> None:
    with_rows(portal, accounts=[row(2, reason="=1+1"), row(1, outcome="refused", code="conflict")])
    response = portal.browser.get("/staff/audit.csv")
    lines = response.data.decode("utf-8-sig").split("\r\n")
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in response.headers["Content-Disposition"]
    assert lines[0].startswith("日時,操作者,役割,操作")
    assert ",'=1+1," in lines[1]
    assert ",拒否,conflict," in lines[2]
    assert lines[1].endswith("状態: 審査中→手続完了")


@pytest.mark.parametrize("path", ["/staff/audit", "/staff/audit.csv", "/staff/audit/accounts/r1"])
def test_other_roles_are_told_no(portal: Portal, path: str) -> None:
    portal.sign_in_staff("reviewer")
    for name in SERVICES:
        for asked in ("audit", "audit/actions", "audit/r1"):
            getattr(portal, name).refuses("GET", asked, 403, "forbidden", detail="")
    response = portal.browser.get(path)
    assert response.status_code == 403
    assert "この操作は行えません" in response.text
