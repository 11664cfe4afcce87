"""From the first page to an activated terminal, and every way a review may end."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect

from shared import clock
from tests.support.live import mailbox, member, reviewer, terminal, visitor
from tests.support.live.fixtures import BOTH
from tests.support.live.pages import fact, follow, heading, look_until, press, says
from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal

NOTES = ["受付1番パソコン", "受付2番パソコン", "往診用タブレット"]
SCANNER_LOOKS = 5


@BOTH
@pytest.mark.usefixtures("empty_desk")
@pytest.mark.parametrize("kind", ["judo", "ahaki"])
def test_from_registration_to_an_activated_terminal(
    kind: str, portal: RunningPortal, person: Page, staff: Page, tmp_path: Path
) -> None:
    applicant = portal.applicant(kind)
    register_and_activate(person, applicant)
    visitor.sign_in(person, applicant)
    ref = visitor.apply(person, NOTES)

    reviewer.claim_next(staff)
    expect(fact(staff, "申請番号")).to_have_text(ref)
    reviewer.approve(staff)
    reviewer.issued(staff, len(NOTES))

    mail = mailbox.read_mail(person, applicant.email, mailbox.COMPLETED)
    assert "マイナ資格確認アプリに係る利用開始申請について、\n手続きが完了しましたので" in mail.text
    assert "「資格確認アカウント管理」メニューよりご確認ください。" in mail.text

    account_id = accounts_are_listed(person, NOTES)[0]
    member.open_account(person, account_id)
    text = member.download_sheet(person, account_id, tmp_path)
    sheet = member.read_sheet(person)
    assert_same(text, sheet, applicant)

    typed = sheet.but(account_id=terminal.full_width(account_id))
    terminal.register_terminal(person, typed, "受付の端末")
    for value in (applicant.facility.name, account_id):
        says(person, value)
    member.open_account(person, account_id)
    expect(fact(person, "初期登録")).to_contain_text("登録済み")


@BOTH
@pytest.mark.parametrize("kind", ["kenshin", "josan"])
def test_institutions_without_a_notice_register_too(
    kind: str, portal: RunningPortal, person: Page
) -> None:
    applicant = portal.applicant(kind)
    register_and_activate(person, applicant)
    visitor.sign_in(person, applicant)
    says(person, applicant.facility.name)


@BOTH
def test_a_returned_application_is_corrected_and_approved(
    portal: RunningPortal, person: Page, staff: Page, user: Applicant
) -> None:
    visitor.sign_in(person, user)
    ref = visitor.apply(person, ["受付"])
    reviewer.claim(staff, ref)
    deadline = clock.jst_date(clock.now()) + timedelta(days=14)
    reviewer.send_back(staff, "台数と備考が合いません。", deadline)

    mail = mailbox.read_mail(person, user.email, mailbox.RETURNED)
    assert ref in mail.text
    assert "台数と備考が合いません。" in mail.text
    person.goto(mail.link)
    says(person, "台数と備考が合いません。")
    expect(fact(person, "状態")).to_have_text("差戻し（要対応）")
    follow(person, "修正して再申請する")
    says(person, "台数と備考が合いません。")
    expect(visitor.note_field(person, 1)).to_have_value("受付")
    visitor.enter_terminals(person, ["受付", "診察室"])
    press(person, "入力内容を確認する")
    press(person, "この内容で申請する")
    heading(person, "利用開始申請を受け付けました")
    says(person, ref)

    reviewer.claim(staff, ref)
    reviewer.approve(staff)
    reviewer.issued(staff, 2)
    mailbox.read_mail(person, user.email, mailbox.COMPLETED)
    accounts_are_listed(person, ["受付", "診察室"])


def test_a_rejected_application_tells_why(person: Page, staff: Page, user: Applicant) -> None:
    visitor.sign_in(person, user)
    ref = visitor.apply(person, ["受付"])
    reviewer.claim(staff, ref)
    reviewer.reject(staff, "登録記号番号を確認できませんでした。")

    mail = mailbox.read_mail(person, user.email, mailbox.REJECTED)
    assert "登録記号番号を確認できませんでした。" in mail.text
    person.goto(mail.link)
    expect(fact(person, "状態")).to_have_text("却下")
    says(person, "登録記号番号を確認できませんでした。")
    visitor.open_start_form(person)


def test_reviewers_must_say_why(person: Page, staff: Page, user: Applicant) -> None:
    visitor.sign_in(person, user)
    ref = visitor.apply(person, ["受付"])
    reviewer.claim(staff, ref)
    press(staff, "差し戻す")
    press(staff, "差戻しを確定する")
    says(staff, "差戻しの理由を入力してください")
    assert staff.title().startswith("エラー：")


def test_an_applicant_may_withdraw(person: Page, user: Applicant) -> None:
    visitor.sign_in(person, user)
    visitor.apply(person, ["受付"])
    follow(person, "申請状況を見る")
    follow(person, "取り下げる")
    press(person, "取下げを確定する")
    expect(fact(person, "状態")).to_have_text("取下げ")


def register_and_activate(page: Page, applicant: Applicant) -> None:
    visitor.register(page, applicant)
    link = visitor.activation_link(page, applicant)
    assert len(link) <= 70
    for _ in range(SCANNER_LOOKS):
        httpx2.head(link).raise_for_status()
        httpx2.get(link).raise_for_status()
    visitor.activate(page, link)
    mail = mailbox.read_mail(page, applicant.email, mailbox.REGISTERED)
    assert f"・ユーザー名 : {applicant.email}\n" in mail.text
    assert "・パスワード : 設定いただいたパスワード\n" in mail.text


def accounts_are_listed(page: Page, notes: list[str]) -> list[str]:
    """The ids, in the order of the notes."""
    member.open_accounts(page)
    look_until(page, page.get_by_text(f"{len(notes)} 行中 1 ~ {len(notes)} 行"))
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(len(notes))
    for row, note in zip(rows.all(), notes, strict=True):
        expect(row).to_contain_text(note)
        expect(row).to_contain_text("利用可")
    return [row.get_by_role("rowheader").inner_text() for row in rows.all()]


def assert_same(text: str, sheet: terminal.Sheet, applicant: Applicant) -> None:
    """The document holds the five values of the page, which are the applicant's."""
    assert sheet.institution_code == applicant.facility.institution_code
    assert sheet.institution_name == applicant.facility.name
    assert re.fullmatch(r"W\d{7}", sheet.account_id)
    assert re.fullmatch(r"\d{4}-\d{4}-\d{4}", sheet.activation_code)
    squeezed = re.sub(r"\s", "", text)
    for value in vars(sheet).values():
        assert re.sub(r"\s", "", value) in squeezed
