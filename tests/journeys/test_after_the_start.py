"""What comes after the first accounts: further ones, one that ends, a second facility, files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shared import clock
from tests.support.live import mailbox, reviewer, terminal, visitor
from tests.support.live.api import Api
from tests.support.live.fixtures import BOTH, with_accounts
from tests.support.live.pages import choose, fact, fill, follow, heading, press, says, tick
from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal

ACCOUNTS = "/services/myna/accounts"
FINISHED = "追加・解除申請の手続き完了のお知らせ"


@pytest.fixture
def member(portal: RunningPortal, api: Api, reviewer_api: str, person: Page) -> Applicant:
    """Signed in, with two accounts."""
    applicant = with_accounts(portal, api, reviewer_api, "judo")
    visitor.sign_in(person, applicant)
    return applicant


def first_account(page: Page) -> str:
    page.goto(ACCOUNTS)
    return page.locator("tbody th").first.inner_text()


def approved(staff: Page, ref: str) -> None:
    reviewer.claim(staff, ref)
    reviewer.approve(staff)


@BOTH
def test_a_further_terminal(person: Page, staff: Page, member: Applicant) -> None:
    person.goto("/services/myna")
    follow(person, "資格確認端末機器（アカウント）追加申請")
    says(person, "現在のアカウント：2件")
    fill(person, "追加する端末台数", "１")
    press(person, "台数分の入力欄を表示する")
    visitor.note_field(person, 1).fill("往診用タブレット")
    press(person, "下書きを保存する")
    says(person, "下書きを保存しました。")
    expect(visitor.note_field(person, 1)).to_have_value("往診用タブレット")
    press(person, "入力内容を確認する")
    press(person, "この内容で申請する")
    ref = visitor.accepted(person, "追加申請を受け付けました")

    approved(staff, ref)
    reviewer.issued(staff, 1)
    mailbox.read_mail(person, member.email, FINISHED)
    person.goto(ACCOUNTS)
    expect(person.locator("tbody tr")).to_have_count(3)
    says(person, "往診用タブレット")


@BOTH
def test_a_lost_terminal_is_stopped_at_once_and_ends_when_approved(
    person: Page, staff: Page, member: Applicant, api: Api
) -> None:
    account = first_account(person)
    sheet = api.sheet(api.sign_in(member), account)
    person.goto(f"{ACCOUNTS}/{account}")
    follow(person, "解除申請")
    press(person, "確認する")
    says(person, "解除の理由を選択してください")
    choose(person, "端末の紛失・盗難")
    today = clock.jst_date(clock.now())
    for name, part in (("年", today.year), ("月", today.month), ("日", today.day)):
        fill(person, name, str(part))
    tick(person, "この申請と同時に利用を一時停止する")
    press(person, "確認する")
    press(person, "この内容で解除を申請する")
    ref = visitor.accepted(person, "解除申請を受け付けました")
    says(person, f"アカウント{account}の利用を一時停止しました。")
    terminal.enter_sheet(person, sheet)
    says(person, "このアカウントは利用できません")

    person.goto(f"{ACCOUNTS}/{account}/release")
    says(person, "このアカウントはすでに解除を申請しています。")
    approved(staff, ref)
    mailbox.read_mail(person, member.email, FINISHED)
    person.goto(f"{ACCOUNTS}/{account}")
    says(person, "利用終了")


@BOTH
def test_a_second_facility_under_the_same_roof(
    person: Page, staff: Page, member: Applicant, portal: RunningPortal
) -> None:
    other = portal.applicant("ahaki").facility
    ref = visitor.ask_for_facility(person, other)

    approved(staff, ref)
    mailbox.read_mail(person, member.email, mailbox.PROFILE_CHANGED)
    person.goto("/services/myna")
    choices = person.get_by_label("対象の施設")
    value = choices.locator("option", has_text=other.name).get_attribute("value")
    choices.select_option(value)
    press(person, "切り替える")
    follow(person, "利用開始申請")
    heading(person, "利用開始申請")
    expect(fact(person, "施術所")).to_have_text(other.name)


def test_a_second_facility_that_closes_before_it_is_added(
    person: Page,
    staff: Page,
    member: Applicant,
    portal: RunningPortal,
    api: Api,
    reviewer_api: str,
) -> None:
    other = portal.applicant("ahaki").facility
    ref = visitor.ask_for_facility(person, other)
    reviewer.claim(staff, ref)
    api.close_facility(reviewer_api, api.look_up(other)["facility_id"])
    press(staff, "承認する")
    press(staff, "承認を確定する")

    mail = mailbox.read_mail(person, member.email, "併設追加申請の却下のお知らせ")
    assert "無効になっています" in mail.text
    person.goto(mail.link)
    expect(fact(person, "状態")).to_have_text("却下")
    says(person, "施設を追加できないため却下")
    staff.goto(f"/staff/applications/{ref}")
    expect(fact(staff, "状態")).to_have_text("却下")
    person.goto("/my/facilities")
    expect(person.get_by_text(other.name)).to_have_count(0)


def test_sheets_and_a_list_to_take_away(person: Page, member: Applicant, tmp_path: Path) -> None:
    account = first_account(person)
    press(person, "PDFをまとめてダウンロード（ZIP）")
    says(person, "ダウンロードするアカウントを選択してください")
    tick(person, f"{account}を選択")
    choose(person, "選択したアカウント")
    with person.expect_download() as packed:
        press(person, "PDFをまとめてダウンロード（ZIP）")
    archive = zipfile.ZipFile(io.BytesIO(Path(packed.value.path()).read_bytes()))
    assert archive.namelist() == [f"{account}_skg_account.pdf"]
    with person.expect_download() as listed:
        follow(person, "CSVをダウンロード")
    lines = Path(listed.value.path()).read_bytes().decode("utf-8-sig").split("\r\n")
    assert len(lines) == 4
    assert lines[1].startswith(account)
