"""Group C: the link in the mail survives scanners, works once, and every failure has a way out."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.support.live import visitor
from tests.support.live.ageing import Ageing
from tests.support.live.api import Api
from tests.support.live.pages import follow, heading, press, says
from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal

UNKNOWN = "不正な操作が行われました。"
USED = "ユーザー登録はすでに完了しています"
EXPIRED = "URLの有効期限が切れています"
SUPERSEDED = "より新しい確認メールがあります"
TAKEN = "この施術所はすでに登録されています"


@pytest.fixture
def applicant(portal: RunningPortal) -> Applicant:
    return portal.applicant()


@pytest.fixture
def link(applicant: Applicant, api: Api, portal: RunningPortal) -> str:
    return f"{portal.url}/a/{api.register(applicant)}"


def status_of(page: Page, url: str) -> int:
    answer = page.goto(url)
    assert answer
    return answer.status


def newer_link(api: Api, applicant: Applicant, than: str) -> str:
    base, _, token = than.rpartition("/")
    return f"{base}/{api.new_token(applicant, seen={token})}"


def test_looking_never_spends_the_link(link: str, person: Page) -> None:
    for method in ("HEAD", "GET", "HEAD", "GET", "HEAD"):
        answer = httpx2.request(method, link)
        assert answer.status_code == 200
        assert (
            "Set-Cookie" not in answer.headers or "portal_user" not in answer.headers["Set-Cookie"]
        )
    visitor.activate(person, link)


def test_the_link_page_is_nobody_elses_business(link: str) -> None:
    answer = httpx2.get(link)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_second_press_finds_the_work_done(link: str, person: Page) -> None:
    visitor.activate(person, link)
    assert status_of(person, link) == 410
    heading(person, USED)
    follow(person, "ログインする")
    heading(person, "ログイン")


def test_pressing_in_two_windows_registers_once(link: str, person: Page) -> None:
    other = person.context.new_page()
    for window in (person, other):
        window.goto(link)
    press(person, "ユーザー登録を完了する")
    heading(person, "ユーザー登録が完了いたしました。")
    press(other, "ユーザー登録を完了する")
    heading(other, USED)


@pytest.mark.parametrize("cut", [1, 5, 26])
def test_a_broken_link_names_three_causes(link: str, person: Page, cut: int) -> None:
    assert status_of(person, link[:-cut]) == 404
    heading(person, UNKNOWN)
    for cause in ("URLが一部欠損", "登録完了後に再度URLを押した", "24時間を経過"):
        says(person, cause)
    follow(person, "確認メールを再送する")
    heading(person, "確認メールの再送")


@pytest.mark.parametrize("rubbish", [">", "）。", "%20", "%0D%0A"])
def test_what_mail_programs_add_is_forgiven(link: str, person: Page, rubbish: str) -> None:
    visitor.activate(person, link + rubbish)


def test_after_a_day_one_press_brings_a_new_mail(
    link: str, person: Page, applicant: Applicant, ageing: Ageing, api: Api
) -> None:
    ageing.activation_links(applicant, by=timedelta(hours=24, minutes=1))
    ageing.last_mails()
    assert status_of(person, link) == 410
    heading(person, EXPIRED)
    press(person, "新しい確認メールを送る")
    says(person, "確認メールをお送りしました")
    fresh = newer_link(api, applicant, than=link)
    visitor.activate(person, fresh)


def test_after_a_week_the_way_begins_anew(
    link: str, person: Page, applicant: Applicant, ageing: Ageing
) -> None:
    ageing.activation_links(applicant, by=timedelta(days=8))
    assert status_of(person, link) == 410
    heading(person, EXPIRED)
    says(person, "もう一度ユーザー登録を行ってください")
    expect(person.get_by_role("button", name="新しい確認メールを送る")).to_have_count(0)


def test_a_resend_kills_the_older_link(
    link: str, person: Page, applicant: Applicant, api: Api, ageing: Ageing
) -> None:
    ageing.last_mails()
    person.goto("/register/resend")
    person.get_by_label("メールアドレス").fill(applicant.email)
    press(person, "確認メールを再送する")
    says(person, "入力されたメールアドレスで登録手続き中の場合、確認メールをお送りしました。")
    fresh = newer_link(api, applicant, than=link)
    assert status_of(person, link) == 410
    heading(person, SUPERSEDED)
    visitor.activate(person, fresh)


def test_resending_at_once_says_when(person: Page, applicant: Applicant, ageing: Ageing) -> None:
    visitor.register(person, applicant)
    press(person, "確認メールを再送する")
    says(person, re.compile(r"再送は\d+秒後にできます。"))
    ageing.last_mails()
    press(person, "確認メールを再送する")
    says(person, "確認メールをお送りしました。")


def test_a_corrected_address_kills_the_link_to_the_wrong_one(
    person: Page, applicant: Applicant
) -> None:
    visitor.register(person, applicant.but(email="mistyped@example.jp"))
    wrong = visitor.activation_link(person, applicant.but(email="mistyped@example.jp"))
    person.goto("/register/sent")
    follow(person, "メールアドレスを訂正する")
    person.get_by_label("メールアドレス").fill(applicant.email)
    person.get_by_role("checkbox", name="上記の利用規約に同意します。").check()
    press(person, "入力内容を確認する")
    press(person, "この内容で登録する（OK）")
    right = visitor.activation_link(person, applicant)
    assert status_of(person, wrong) == 410
    visitor.activate(person, right)


def test_a_facility_registered_meanwhile(
    person: Page, applicant: Applicant, api: Api, portal: RunningPortal
) -> None:
    slower = applicant.but(email="slower@example.jp")
    link = f"{portal.url}/a/{api.register(slower)}"
    api.new_user(applicant)
    assert status_of(person, link) == 410
    heading(person, TAKEN)


def test_reloading_the_last_pages_sends_nothing_again(person: Page, applicant: Applicant) -> None:
    visitor.register(person, applicant)
    person.reload()
    heading(person, "確認メールをお送りしました")
    visitor.activate(person, visitor.activation_link(person, applicant))
    person.reload()
    heading(person, "ユーザー登録が完了いたしました。")
