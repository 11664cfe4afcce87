"""P1 and the road of a clinic as a task list."""

from __future__ import annotations

from typing import Any

import pytest

from services.portal.progress import ACCOUNTS, GO_LIVE, GRANT, REQUESTS, START, progress_of
from tests.portal.answers import FACILITY
from tests.portal.conftest import Portal
from tests.portal.fakes import text_of
from tests.portal.form_answers import START_DATE_PATH, start_date
from tests.portal.grant_answers import OFFER_PATH, grant, offer

HERE = FACILITY["id"]


def application(
    state: str, ref: str = "7K2M9Q", day: int = 1, facility: str = HERE
) -> dict[str, Any]:
    return {
        "ref": ref,
        "kind": "start",
        "facility": {"id": facility},
        "state": state,
        "submitted_at": f"2026-11-{day:02}T00:00:00Z",
        "deadline": "2026-12-04",
    }


def account(registered: bool) -> dict[str, Any]:
    terminal = {"name": "受付", "registered_at": "x"} if registered else None
    return {"facility_id": HERE, "terminal": terminal}


@pytest.mark.parametrize(
    ("applications", "status", "path"),
    [
        ([], "次の手続き", START),
        ([application("submitted")], "審査中", f"{REQUESTS}/7K2M9Q"),
        ([application("in_review")], "審査中", f"{REQUESTS}/7K2M9Q"),
        ([application("returned")], "要対応", f"{REQUESTS}/7K2M9Q"),
        ([application("completed")], "完了", f"{REQUESTS}/7K2M9Q"),
        ([application("rejected"), application("withdrawn", "8")], "次の手続き", START),
        (
            [application("withdrawn"), application("submitted", "NEW", 2)],
            "審査中",
            f"{REQUESTS}/NEW",
        ),
    ],
)
def test_where_the_application_stands(
    applications: list[dict[str, Any]], status: str, path: str
) -> None:
    task = progress_of(HERE, applications, [], start_date(open=False), offer("not_started")).tasks[
        1
    ]
    assert (task.status, task.path) == (status, path)


def test_each_facility_goes_its_own_way_but_corrections_are_told_of_all() -> None:
    elsewhere = application("returned", "THERE1", facility="judo-other")
    progress = progress_of(HERE, [elsewhere], [], start_date(open=False), offer("not_started"))
    assert progress.tasks[1].path == START
    assert progress.returned == (elsewhere,)


@pytest.mark.parametrize(
    ("accounts", "status"),
    [
        ([], "まだ開始できません"),
        ([account(True), account(False)], "次の手続き"),
        ([account(True), account(True)], "完了"),
    ],
)
def test_terminals_follow_the_accounts(accounts: list[dict[str, Any]], status: str) -> None:
    progress = progress_of(
        HERE, [application("completed")], accounts, start_date(), offer("no_start_date")
    )
    assert progress.tasks[2].status == status
    following = progress.next_task
    assert (following.path if following else None) == (
        ACCOUNTS if status == "次の手続き" else GO_LIVE
    )


@pytest.mark.parametrize(
    ("known", "status", "path"),
    [
        (start_date(open=False), "まだ開始できません", ""),
        (start_date(), "次の手続き", GO_LIVE),
        (start_date(day="2026-12-01"), "完了", GO_LIVE),
    ],
)
def test_the_start_date_follows_the_accounts(known: dict[str, Any], status: str, path: str) -> None:
    task = progress_of(HERE, [application("completed")], [account(True)], known, offer()).tasks[3]
    assert (task.status, task.path) == (status, path)


@pytest.mark.parametrize(
    ("applied", "offered", "status", "path"),
    [
        (
            [],
            offer("no_start_date", "運用開始日の登録後に申請できます。"),
            "まだ開始できません",
            "",
        ),
        ([], offer("grant_closed", "受付は終了しました。"), "受付終了", ""),
        ([], offer(), "次の手続き", GRANT),
        ([grant()], offer(), "審査中", f"{REQUESTS}/7K3M9P"),
        ([grant("returned")], offer("grant_closed"), "要対応", f"{REQUESTS}/7K3M9P"),
        ([grant("completed")], offer("grant_taken"), "完了", f"{REQUESTS}/7K3M9P"),
        ([grant("rejected")], offer(), "次の手続き", GRANT),
    ],
)
def test_the_grant_comes_last(
    applied: list[dict[str, Any]], offered: dict[str, Any], status: str, path: str
) -> None:
    task = progress_of(HERE, applied, [], start_date(), offered).tasks[4]
    assert (task.status, task.path) == (status, path)


def test_visitors_find_registration_and_sign_in(portal: Portal) -> None:
    page = portal.browser.get("/")
    assert "新規ユーザー登録はこちら" in page.text
    assert "ログインはこちら" in page.text
    assert page.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in page.headers


def test_an_unchanged_page_is_not_sent_twice(portal: Portal) -> None:
    etag = portal.browser.get("/contact").headers["ETag"]
    assert portal.browser.get("/contact", headers={"If-None-Match": etag}).status_code == 304


def test_people_who_are_signed_in_find_what_is_next(portal: Portal) -> None:
    portal.sign_in()
    returned = {"items": [application("returned")], "total": 1}
    portal.accounts.answers_with("GET", "applications", returned)
    portal.accounts.answers_with("GET", "accounts", {"items": [], "total": 0})
    portal.accounts.answers_with("GET", START_DATE_PATH, start_date(open=False))
    portal.accounts.answers_with("GET", OFFER_PATH, offer("not_started"))
    page = portal.browser.get("/")
    text = text_of(page.text)
    assert "サンプル接骨院 基金 太郎様" in text
    assert "申請番号 7K2M9Q" in text
    assert "期限：2026年12月4日（金）" in text
    assert "ログアウト" in text
    assert page.headers["Cache-Control"] == "no-store"
    assert portal.accounts.asked("GET", "applications")[0].headers["authorization"] == (
        "Bearer signed"
    )


def test_the_top_page_stands_while_accounts_is_away(portal: Portal) -> None:
    portal.sign_in()
    portal.accounts.refuses("GET", "applications", 503, "unavailable")
    page = portal.browser.get("/")
    assert page.status_code == 200
    assert "手続きの状況を表示できませんでした。" in page.text


def test_no_card_and_no_menu_of_visitors_is_a_promise(portal: Portal) -> None:
    page = portal.browser.get("/")
    assert "準備中" not in page.text
    for path in ("/about", "/preparation", "/services", "/manuals", "/news", "/faq", "/contact"):
        assert f'<a class="card " href="{path}">' in page.text


def test_nothing_unbuilt_is_linked(portal: Portal) -> None:
    portal.app.jinja_env.globals["is_built"] = lambda address: address != "/news"
    page = portal.browser.get("/contact")
    assert 'href="/news"' not in page.text
    assert 'お知らせ<span class="soon__mark">（準備中）' in page.text
