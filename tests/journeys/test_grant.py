"""The whole road of a grant: files that stay, a return, an approval, two people, PDF and mail."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from shared import clock
from tests.support.live import grant, mailbox, reviewer, visitor
from tests.support.live.api import PDF, Api
from tests.support.live.fixtures import BOTH, with_accounts
from tests.support.live.pages import fact, follow, heading, look_until, press, says
from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal

MAIL = "交付決定通知書のお知らせ"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Two that are what they say, one that is not, one that is too large."""
    found = {name: tmp_path / name for name in ("領収書.pdf", "内訳書.pdf", "page.pdf", "big.pdf")}
    for name in ("領収書.pdf", "内訳書.pdf"):
        found[name].write_bytes(PDF)
    found["page.pdf"].write_bytes(b"<html><script>alert(1)</script></html>")
    found["big.pdf"].write_bytes(PDF + b"\0" * 27 * 1024 * 1024)
    return found


@pytest.fixture
def claimant(portal: RunningPortal, api: Api, reviewer_api: str) -> Applicant:
    """Of a kind that the present scheme is for."""
    return with_accounts(portal, api, reviewer_api, "judo", "ahaki")


@BOTH
@pytest.mark.timeout(300)
def test_from_receipts_to_the_notice(
    person: Page,
    staff: Page,
    admin: Page,
    claimant: Applicant,
    files: dict[str, Path],
    tmp_path: Path,
) -> None:
    today = clock.jst_date(clock.now())
    visitor.sign_in(person, claimant)
    person.goto(grant.FORM)
    says(person, "運用開始日の登録後に申請できます。")
    grant.register_start_date(person, today)
    heading(person, "運用開始日を登録しました")

    ref = apply(person, files)
    reviewer.claim(staff, ref)
    says(staff, "41,000円")
    with staff.expect_download() as receipt:
        follow(staff, "領収書.pdf（")
    assert Path(receipt.value.path()).read_bytes() == PDF
    reviewer.send_back(staff, "品名を確認してください。", today + timedelta(days=14))

    mail = mailbox.read_mail(person, claimant.email, "助成金交付申請の差戻しのお知らせ")
    person.goto(mail.link)
    follow(person, "修正して再申請する")
    says(person, "領収書.pdf（")
    grant.type_line(
        person, 1, "カードリーダー", "汎用カードリーダー", "1", "40,999".replace(",", "")
    )
    grant.type_line(person, 2, "", "", "", "")
    grant.declare(person)
    press(person, "入力内容を確認する")
    expect(fact(person, "申請額")).to_have_text("40,000円")
    press(person, "この内容で申請する")

    reviewer.claim(staff, ref)
    reviewer.approve(staff)
    issue(staff, ref, today)
    grant.choose_grant(staff, ref)
    press(staff, "内容を確認する")
    says(staff, "担当者と発行者は確認できません")
    press(staff, "発行を取り消す")
    press(staff, "取消しを確定する")
    says(staff, "1件の発行を取り消しました。")
    issue(staff, ref, today)

    grant.choose_grant(admin, ref)
    press(admin, "内容を確認する")
    press(admin, "交付決定を確定する")
    says(admin, "確認待ちの申請はありません。")
    look_until(admin, admin.get_by_role("link", name="通知書を表示（PDF）"))

    mail = mailbox.read_mail(person, claimant.email, MAIL)
    assert ref in mail.text
    person.goto(mail.link)
    with person.expect_download() as notice:
        follow(person, re.compile(r"^K\d{7}_kofu_kettei\.pdf（PDF "))
    number = notice.value.suggested_filename.partition("_")[0]
    text = PdfReader(notice.value.path()).pages[0].extract_text()
    for said in ("助成金交付決定通知書", "40,000円", ref, number):
        assert said in text
    look_until(person, person.locator("tbody td").nth(3).get_by_text("年"))


def issue(staff: Page, ref: str, day: date) -> None:
    grant.choose_grant(staff, ref)
    grant.type_day(staff, day)
    press(staff, "交付決定通知書を発行する")
    expect(fact(staff, "交付額の合計")).to_have_text("40,000円")
    press(staff, "発行を確定する")
    says(staff, "確認はほかの職員")


def apply(person: Page, files: dict[str, Path]) -> str:
    """With every mistake on the way; the ref."""
    person.goto(grant.FORM)
    grant.attach(person, "領収書（写し）", files["page.pdf"])
    grant.attach(person, "領収書内訳書", files["内訳書.pdf"])
    press(person, "入力内容を確認する")
    says(person, "page.pdf：PDF・JPEG・PNGのいずれかを添付してください")
    says(person, "内訳書.pdf（")

    grant.attach(person, "領収書（写し）", files["big.pdf"])
    press(person, "入力内容を確認する")
    heading(person, "ファイルが大きすぎます")
    person.goto(grant.FORM)
    says(person, "内訳書.pdf（")

    grant.attach(person, "領収書（写し）", files["領収書.pdf"])
    press(person, "行を追加する")
    expect(person.get_by_role("group", name="10行目", exact=True)).to_be_visible()
    says(person, "領収書.pdf（")
    grant.type_line(person, 1, "カードリーダー", "顔認証付きカードリーダー", "１", "48,200")
    grant.type_line(person, 2, "設定・導入の費用", "設定", "1", "五百円")
    grant.type_account(person)
    grant.declare(person)
    press(person, "入力内容を確認する")
    says(person, "2行目の金額を数字で入力してください")
    grant.type_line(person, 2, "設定・導入の費用", "設定", "1", "500")
    press(person, "入力内容を確認する")
    expect(fact(person, "申請額")).to_have_text("41,000円")
    says(person, "補助の対象となる上限は41,000円です。上限額で申請されます。")
    press(person, "戻る")
    says(person, "領収書.pdf（")
    press(person, "入力内容を確認する")
    press(person, "この内容で申請する")
    heading(person, "助成金交付申請を受け付けました")
    follow(person, "申請状況を見る")
    expect(fact(person, "預金種別・口座番号")).to_have_text("普通 *****45")
    return fact(person, "申請番号").inner_text()
