"""The daily desk: a mail that failed, an event that failed, a notice for everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.files import PDF
from tests.support.live import mailbox, visitor
from tests.support.live.api import Api, until
from tests.support.live.fixtures import BOTH, registered
from tests.support.live.pages import fill, follow, heading, look_until, press, says, tick
from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal
from tests.support.live.troubles import REFUSED, Troubles

NOTICE = "職員からの重要なお知らせ"


@pytest.fixture
def troubles(portal: RunningPortal) -> Iterator[Troubles]:
    troubles = Troubles(portal)
    yield troubles
    troubles.close()


def test_a_mail_that_failed_is_sent_again(
    person: Page, staff: Page, user: Applicant, troubles: Troubles
) -> None:
    mailbox.read_mail(person, user.email, mailbox.REGISTERED)
    mail_id = until(lambda: troubles.mail_refused(user.email, "registration-complete"))
    staff.goto("/staff")
    follow(staff, "送信失敗メール")
    staff.locator("main").locator(f'a[href$="{mail_id.replace(":", "%3A")}"]').click()
    says(staff, REFUSED)
    follow(staff, "再送する")
    press(staff, "再送を確定する")
    says(staff, "再送の理由を入力してください")
    fill(staff, "再送の理由", "届かないとの連絡があったため")
    press(staff, "再送を確定する")
    says(staff, "メールの再送を受け付けました。")
    look_until(staff, staff.locator("dd").get_by_text("送信済み", exact=True))
    assert mailbox.mails_to(person, user.email).count(mailbox.REGISTERED) == 2


@BOTH
def test_what_an_event_could_not_do_is_done_again(
    person: Page,
    admin: Page,
    api: Api,
    reviewer_api: str,
    portal: RunningPortal,
    troubles: Troubles,
) -> None:
    """A facility is approved for somebody whom registration has mislaid."""
    applicant = registered(portal, api, "judo")
    other = portal.applicant("ahaki").facility
    visitor.sign_in(person, applicant)
    ref = visitor.ask_for_facility(person, other)
    with troubles.mislaid(applicant.email):
        api.complete(reviewer_api, ref)
        admin.goto("/staff/dead-letters")
        letter = admin.locator("main").get_by_role("link", name=ref)
        look_until(admin, letter)
    letter.click()
    says(admin, "PermanentError: no user")
    assert applicant.email not in admin.content()
    follow(admin, "再実行する")
    press(admin, "再実行を確定する")
    says(admin, "再実行を受け付けました。")
    says(admin, "処理に失敗したものはありません。")
    mailbox.read_mail(person, applicant.email, mailbox.PROFILE_CHANGED)
    person.goto("/my")
    says(person, other.name)


@BOTH
def test_a_notice_of_staff_stands_on_every_page_until_it_is_over(person: Page, admin: Page) -> None:
    admin.goto("/staff/notices")
    follow(admin, "お知らせを作成する")
    fill(admin, "タイトル", NOTICE)
    tick(admin, "重要なお知らせとして")
    fill(admin, "公開開始日時", "2026-11-01 09:00")
    fill(admin, "公開終了日時", "2026-10-31 09:00")
    fill(admin, "本文", "駐車場を**使えません**。<script>alert(1)</script>")
    press(admin, "公開する")
    says(admin, "公開終了は公開開始より後の日時にしてください")
    fill(admin, "公開終了日時", "")
    press(admin, "公開する")
    heading(admin, "このお知らせを公開しますか")
    press(admin, "公開を確定する")
    says(admin, "公開しました。")

    person.goto("/about")
    banner = person.locator(".urgent").get_by_role("link", name=NOTICE)
    look_until(person, banner)
    banner.click()
    heading(person, NOTICE)
    expect(person.locator("main strong")).to_have_text("使えません")
    says(person, "<script>alert(1)</script>")

    follow(admin, "掲載を終了する")
    fill(admin, "掲載を終了する理由", "工事が終わったため")
    press(admin, "掲載の終了を確定する")
    says(admin, "掲載を終了しました。")
    look_until(person, person.get_by_text("このお知らせの掲載は終了しました。"))


def test_a_file_of_a_notice_is_anybodys_until_it_is_over(person: Page, admin: Page) -> None:
    admin.goto("/staff/notices")
    follow(admin, "お知らせを作成する")
    fill(admin, "タイトル", "駐車場の地図")
    file = {"name": "地図.pdf", "mimeType": "application/pdf", "buffer": PDF}
    admin.locator("#attachments").set_input_files(file)
    press(admin, "公開する")
    says(admin, "本文を入力してください")
    fill(admin, "「地図.pdf」の代替名", "駐車場の地図（12月）")
    fill(admin, "本文", "地図を差し替えました。")
    press(admin, "公開する")
    says(admin, "駐車場の地図（12月）（PDF 48B）")
    press(admin, "公開を確定する")
    says(admin, "公開しました。")

    follow(admin, "/news/")
    address = admin.url
    person.goto(address)
    link = person.get_by_role("link", name="駐車場の地図（12月）（PDF 48B）")
    look_until(person, link)
    path = str(link.get_attribute("href"))
    answer = person.request.get(path)
    assert (answer.status, answer.body()) == (200, PDF)
    assert answer.headers["content-disposition"].startswith("attachment")

    admin.go_back()
    follow(admin, "掲載を終了する")
    fill(admin, "掲載を終了する理由", "古くなったため")
    press(admin, "掲載の終了を確定する")
    assert person.request.get(path).status == 404
