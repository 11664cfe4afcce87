"""A1: the list, its files, and what is asked of documents for them."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.wrappers import Response

from tests.portal.answers import ACCOUNT_ID, account, page, sheet
from tests.portal.conftest import Portal
from tests.portal.fakes import controls, parsed, text_of

LIST = "/services/myna/accounts"
DETAIL = f"{LIST}/{ACCOUNT_ID}"
PACK = f"{LIST}/pdf.zip"
JOB = "/services/myna/jobs/j1"
CHOOSE = "ダウンロードするアカウントを選択してください"
COLUMNS = [
    "選択",
    "アカウントID",
    "備考（利用者名、端末名等）",
    "ステータス",
    "利用開始年月日",
    "利用終了年月日",
    "利用停止年月日",
]

WORKING = {
    "id": "j1",
    "state": "packing",
    "done": 25,
    "total": 130,
    "expires_at": "2026-11-22T10:00:00.000Z",
}


def with_accounts(portal: Portal, *accounts: dict, **changes: object) -> None:
    portal.sign_in()
    portal.accounts.answers_with("GET", "accounts", page(*accounts, **changes))


def show_detail(portal: Portal) -> None:
    portal.accounts.answers_with("GET", f"accounts/{ACCOUNT_ID}", account())
    portal.documents.answers_with("GET", "documents", {"items": [sheet()], "total": 1})
    portal.browser.get(DETAIL)


def test_the_list_has_the_manuals_columns_and_paging_text(portal: Portal) -> None:
    with_accounts(portal, *(account(n) for n in range(1, 10)))
    html = portal.browser.get(LIST).text
    heads = [text_of(f"<p>{head}</p>") for head in html.split("<thead>")[1].split("</th>")[:7]]
    assert [head.split("（昇順）")[0].strip("▲") for head in heads] == COLUMNS
    assert "9 行中 1 ~ 9 行" in html
    assert f'href="{DETAIL}"' in html


def test_the_list_is_sorted_by_status_unless_told_otherwise(portal: Portal) -> None:
    with_accounts(portal, account())
    heads = list(parsed(portal.browser.get(LIST).text).iter("th"))[1:7]
    assert [head.get("aria-sort") for head in heads] == [None, None, "ascending", None, None, None]
    assert heads[2].find("a").get("href") == f"{LIST}?sort=-status"
    assert heads[0].find("a").get("href") == f"{LIST}?sort=id"
    assert portal.accounts.seen[-1].query == {"sort": "status"}


def test_filters_search_and_pages_live_in_the_address(portal: Portal) -> None:
    with_accounts(portal, *(account(n) for n in range(21, 41)), total=45, page=2)
    html = portal.browser.get(f"{LIST}?q=受付&status=active&sort=-id&per=20&page=2").text
    assert portal.accounts.seen[-1].query == {
        "q": "受付",
        "status": "active",
        "sort": "-id",
        "per_page": "20",
        "page": "2",
    }
    assert "45 行中 21 ~ 40 行" in html
    links = {link.text: link.get("href") for link in parsed(html).iter("a") if link.get("rel")}
    assert links["前へ"].endswith("&page=1")
    assert links["次へ"].endswith("&page=3")
    assert '<input type="hidden" name="sort" value="-id">' in html
    assert controls(html)["q"].get("value") == "受付"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "アカウントはまだありません。利用開始申請の手続きが完了すると表示されます。"),
        ("?q=zzz", "条件に合うアカウントはありません。"),
    ],
)
def test_emptiness_is_explained(portal: Portal, query: str, words: str) -> None:
    with_accounts(portal)
    assert words in portal.browser.get(LIST + query).text


def test_the_way_back_keeps_the_lists_filter(portal: Portal) -> None:
    with_accounts(portal, account())
    portal.browser.get(f"{LIST}?status=active")
    show_detail(portal)
    assert f'<a href="{LIST}?status=active">一覧へ戻る</a>' in portal.browser.page.text


def test_a_search_too_long_for_a_cookie_is_not_kept(portal: Portal) -> None:
    with_accounts(portal, account())
    portal.browser.get(f"{LIST}?q={'あ' * 1000}")
    show_detail(portal)
    assert f'<a href="{LIST}">一覧へ戻る</a>' in portal.browser.page.text


def pack(portal: Portal, query: str = "", **fields: object) -> object:
    """Presses the ZIP button of the list."""
    portal.browser.get(LIST + query)
    return portal.browser.submit(PACK + query, **fields)


def gives_zip(portal: Portal) -> None:
    headers = {"Content-Disposition": 'attachment; filename="accounts.zip"'}
    portal.documents.answers["POST", "archives"] = lambda: Response(
        b"PK", mimetype="application/zip", headers=headers
    )


def test_chosen_sheets_come_as_one_file(portal: Portal) -> None:
    with_accounts(portal, *(account(n) for n in range(1, 4)))
    gives_zip(portal)
    answer = pack(portal, target="selected", selected=["W0000001", "W0000003"])
    assert (answer.data, answer.content_type) == (b"PK", "application/zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="accounts.zip"'
    assert answer.headers["Cache-Control"] == "no-store"
    [asked] = portal.documents.asked("POST", "archives")
    assert asked.body == {"account_ids": ["W0000001", "W0000003"]}


def test_all_that_the_filter_lets_through(portal: Portal) -> None:
    with_accounts(portal, account(), total=45)
    portal.accounts.answers_with("GET", "accounts/ids", {"ids": ["W0000001", "W0000044"]})
    gives_zip(portal)
    query = "?status=active&release_requested=yes&page=2"
    assert "条件に合うすべて（45件）" in portal.browser.get(LIST + query).text
    pack(portal, query, target="all")
    [asked] = portal.accounts.asked("GET", "accounts/ids")
    assert asked.query == {"status": "active", "release_requested": "yes"}
    assert portal.documents.seen[-1].body == {"account_ids": ["W0000001", "W0000044"]}


@pytest.mark.parametrize("fields", [{}, {"target": "selected"}, {"target": "other"}])
def test_nothing_chosen_is_said_at_the_first_box(portal: Portal, fields: dict) -> None:
    with_accounts(portal, account())
    answer = pack(portal, "?q=W", **fields)
    assert answer.status_code == 422
    assert answer.text.count(CHOOSE) == 2
    assert f'<a href="#selected">{CHOOSE}</a>' in answer.text
    assert controls(answer.text)["q"].get("value") == "W"
    assert not portal.documents.seen


def test_no_file_yet_is_said_in_words(portal: Portal) -> None:
    with_accounts(portal, account())
    detail = "ダウンロードできるファイルはまだありません。"
    portal.documents.refuses("POST", "archives", 404, "not_found", detail=detail)
    answer = pack(portal, selected="W0000001")
    assert answer.status_code == 422
    assert answer.text.count(detail) == 2
    assert "checked" in text_of_box(answer.text)


def text_of_box(html: str) -> str:
    return html.split('value="W0000001"')[1].split(">")[0]


def test_an_old_password_is_asked_for_and_leads_back_to_the_same_choice(portal: Portal) -> None:
    portal.sign_in(16)
    portal.accounts.answers_with("GET", "accounts", page(account(1), account(2)))
    answer = pack(portal, "?q=W", target="selected", selected=["W0000001"])
    assert not portal.documents.seen
    back = dict(parse_qsl(urlsplit(answer.location).query))["next"]
    html = portal.browser.get(back).text
    assert "本人確認ができました。" in html
    assert "checked" in text_of_box(html)
    assert "checked" not in html.split('value="W0000002"')[1].split(">")[0]
    assert controls(html)["target"].get("checked") is not None
    assert controls(html)["q"].get("value") == "W"


def test_many_files_are_watched_until_they_are_ready(portal: Portal) -> None:
    with_accounts(portal, account())
    portal.documents.answers_with("POST", "archives", WORKING, 202)
    portal.documents.answers_with("GET", "archives/j1", WORKING)
    answer = pack(portal, selected="W0000001")
    assert (answer.status_code, answer.location) == (303, JOB)
    html = portal.browser.get(JOB).text
    assert "ファイルを作成しています（25/130）" in html
    assert f'<a href="{JOB}">状況を更新する</a>' in html
    portal.documents.answers_with("GET", "archives/j1", {**WORKING, "state": "ready"})
    html = portal.browser.get(JOB).text
    assert f'href="{JOB}/file"' in html
    assert "2026年11月22日 19:00まで" in html
    portal.documents.answers_with("GET", "archives/j1", {**WORKING, "state": "failed"})
    assert "ファイルを作成できませんでした。" in portal.browser.get(JOB).text


def test_a_file_that_is_gone_says_how_to_get_another(portal: Portal) -> None:
    portal.sign_in()
    portal.documents.refuses("GET", "archives/j1", 404, "not_found")
    answer = portal.browser.get(JOB)
    assert answer.status_code == 404
    assert "もう一度作成してください。" in answer.text


def test_the_ready_file_needs_a_recent_password(portal: Portal) -> None:
    portal.sign_in(16)
    assert portal.browser.get(f"{JOB}/file").location == f"/reauth?next={JOB}?confirmed%3Dyes"
    portal.sign_in()
    headers = {"Content-Disposition": 'attachment; filename="accounts.zip"'}
    portal.documents.answers["GET", "archives/j1/content"] = lambda: Response(
        b"PK", mimetype="application/zip", headers=headers
    )
    assert portal.browser.get(f"{JOB}/file").data == b"PK"


def test_too_many_files_an_hour_is_said_with_the_wait(portal: Portal) -> None:
    with_accounts(portal, account())
    portal.documents.refuses("POST", "archives", 429, "too_many_requests", retry_after=600)
    answer = pack(portal, selected="W0000001")
    assert answer.status_code == 429
    assert "約10分後にもう一度お試しください。" in answer.text


def test_the_csv_is_passed_on_with_the_filter_and_order(portal: Portal) -> None:
    with_accounts(portal, account())
    html = portal.browser.get(f"{LIST}?q=W&sort=-id&page=3&per=50").text
    assert f'href="{LIST}.csv?q=W&amp;sort=-id"' in html
    headers = {"Content-Disposition": 'attachment; filename="accounts.csv"'}
    portal.accounts.answers["GET", "accounts.csv"] = lambda: Response(
        "\ufeffID\r\n", content_type="text/csv; charset=utf-8", headers=headers
    )
    answer = portal.browser.get(f"{LIST}.csv?q=W&sort=-id")
    assert answer.data == b"\xef\xbb\xbfID\r\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="accounts.csv"'
    assert portal.accounts.seen[-1].query == {"q": "W", "sort": "-id"}


def test_paper_gets_all_rows_of_the_filter(portal: Portal) -> None:
    with_accounts(portal, *(account(n) for n in range(1, 101)), total=230, per_page=100)
    html = portal.browser.get(f"{LIST}/print?status=active").text
    assert html.count('scope="row"') == 300
    assert [seen.query.get("page") for seen in portal.accounts.seen] == [None, "2", "3"]
    assert {seen.query["status"] for seen in portal.accounts.seen} == {"active"}
    assert "230件" in html


def test_visitors_and_strangers_get_no_file(portal: Portal) -> None:
    for path in (f"{LIST}.csv", f"{LIST}/print", JOB, f"{JOB}/file", PACK):
        assert portal.browser.get(path).location.startswith("/login")
    portal.sign_in()
    assert portal.browser.get(PACK).location == LIST
