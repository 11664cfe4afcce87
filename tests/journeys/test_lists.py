"""Group G: a list is sorted, narrowed, paged and taken away as bytes, also without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.live import visitor
from tests.support.live.api import Api
from tests.support.live.fixtures import registered
from tests.support.live.pages import fill, follow, says
from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal

LIST = "/services/myna/accounts"
FORMULA = '=HYPERLINK("http://evil.example")'
NOTES = [FORMULA, *(f"{number:02}番の端末" for number in range(2, 22))]


@pytest.fixture(scope="module")
def owner(portal: RunningPortal, api: Api, reviewer_api: str) -> Applicant:
    """Of 21 accounts, one more than a page holds."""
    applicant = registered(portal, api)
    ref = api.apply(api.sign_in(applicant), NOTES)["ref"]
    api.complete(reviewer_api, ref)
    return applicant


@pytest.fixture
def accounts(person: Page, owner: Applicant) -> Page:
    visitor.sign_in(person, owner)
    person.goto(LIST)
    return person


def ids(page: Page) -> list[str]:
    return page.locator("tbody").get_by_role("rowheader").all_inner_texts()


def search(page: Page, word: str) -> None:
    fill(page, "キーワード（アカウントID・備考）", word)
    page.locator("main").get_by_role("button", name="検索").click()


def test_a_page_after_the_other(accounts: Page) -> None:
    says(accounts, "21 行中 1 ~ 20 行")
    expect(accounts.get_by_role("link", name="前へ")).to_have_count(0)
    first = ids(accounts)
    follow(accounts, "次へ")
    says(accounts, "21 行中 21 ~ 21 行")
    expect(accounts.get_by_role("link", name="次へ")).to_have_count(0)
    assert not set(ids(accounts)) & set(first)


def test_a_head_sorts_and_says_so(accounts: Page) -> None:
    head = accounts.get_by_role("columnheader", name="アカウントID")
    for direction, word in (("ascending", "昇順"), ("descending", "降順")):
        head.get_by_role("link").click()
        expect(head).to_have_attribute("aria-sort", direction)
        expect(head).to_contain_text(word)
        assert ids(accounts) == sorted(ids(accounts), reverse=direction == "descending")


def test_a_search_narrows_and_is_taken_back(accounts: Page) -> None:
    search(accounts, "07番")
    says(accounts, "1 行中 1 ~ 1 行")
    search(accounts, "なし")
    says(accounts, "条件に合うアカウントはありません。")
    follow(accounts, "条件をクリア")
    says(accounts, "21 行中 1 ~ 20 行")


def test_the_file_is_one_for_spreadsheets(accounts: Page) -> None:
    with accounts.expect_download() as download:
        follow(accounts, "CSVをダウンロード")
    content = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename.endswith(".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == 1 + len(NOTES)
    assert b'"\'=HYPERLINK(""http://evil.example"")"' in content
