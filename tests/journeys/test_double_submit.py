"""Group F: pressing twice, going back, reloading, two windows, two reviewers."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.live import mailbox, member, reviewer, visitor
from tests.support.live.api import Api
from tests.support.live.fixtures import OpenContext
from tests.support.live.pages import fact, field, fill, follow, heading, press, says
from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal

ALREADY = "すでに申請されています。"


def fill_start_form(page: Page, notes: list[str]) -> None:
    visitor.open_start_form(page)
    visitor.enter_terminals(page, notes)
    press(page, "入力内容を確認する")


def applications_of(api: Api, user: Applicant) -> list[dict[str, object]]:
    return api.as_person(api.sign_in(user), "GET", "accounts/applications")["items"]


def test_a_double_click_applies_once(open_context: OpenContext, user: Applicant, api: Api) -> None:
    page = open_context(java_script_enabled=False).new_page()
    visitor.sign_in(page, user)
    fill_start_form(page, ["受付"])
    page.get_by_role("button", name="この内容で申請する").dblclick()
    heading(page, "利用開始申請を受け付けました")
    assert len(applications_of(api, user)) == 1


def test_with_scripts_the_button_says_that_it_was_pressed(
    open_context: OpenContext, user: Applicant, api: Api
) -> None:
    page = open_context().new_page()
    visitor.sign_in(page, user)
    fill_start_form(page, ["受付"])
    page.get_by_role("button", name="この内容で申請する").dblclick()
    heading(page, "利用開始申請を受け付けました")
    assert len(applications_of(api, user)) == 1


def test_sending_the_same_form_again_shows_the_first_result(
    person: Page, user: Applicant, api: Api
) -> None:
    visitor.sign_in(person, user)
    fill_start_form(person, ["受付"])
    form = {
        field.get_attribute("name"): field.input_value()
        for field in person.locator("form#answers input[type=hidden]").all()
    }
    press(person, "この内容で申請する")
    heading(person, "利用開始申請を受け付けました")
    again = person.request.post("/services/myna/start/confirm", form=form, max_redirects=0)
    assert again.status == 303
    assert person.url.endswith(again.headers["location"])
    assert len(applications_of(api, user)) == 1


def test_going_back_and_registering_again_sends_one_mail(
    person: Page, portal: RunningPortal
) -> None:
    applicant = portal.applicant()
    visitor.register(person, applicant)
    person.go_back()
    press(person, "この内容で登録する（OK）")
    heading(person, "確認メールをお送りしました")
    visitor.activate(person, visitor.activation_link(person, applicant))
    mailbox.read_mail(person, applicant.email, mailbox.REGISTERED)
    assert mailbox.mails_to(person, applicant.email).count(mailbox.CONFIRM_ADDRESS) == 1


def test_the_same_form_in_two_windows(person: Page, user: Applicant, api: Api) -> None:
    visitor.sign_in(person, user)
    other = person.context.new_page()
    fill_start_form(person, ["受付"])
    fill_start_form(other, ["別の窓"])
    press(person, "この内容で申請する")
    heading(person, "利用開始申請を受け付けました")
    press(other, "この内容で申請する")
    says(other, ALREADY)
    assert len(applications_of(api, user)) == 1


def test_reloading_the_done_page_applies_for_nothing(
    person: Page, user: Applicant, api: Api
) -> None:
    visitor.sign_in(person, user)
    visitor.apply(person, ["受付"])
    for _ in range(3):
        person.reload()
    heading(person, "利用開始申請を受け付けました")
    assert len(applications_of(api, user)) == 1


def test_a_second_application_leads_to_the_first(person: Page, user: Applicant) -> None:
    visitor.sign_in(person, user)
    ref = visitor.apply(person, ["受付"])
    person.goto("/services/myna/start")
    says(person, ALREADY)
    expect(fact(person, "申請番号")).to_have_text(ref)


def test_going_back_keeps_what_was_typed(person: Page, user: Applicant) -> None:
    visitor.sign_in(person, user)
    fill_start_form(person, ["受付", "診察室"])
    press(person, "戻る")
    expect(field(person, "端末台数")).to_have_value("2")
    expect(visitor.note_field(person, 2)).to_have_value("診察室")


def test_changing_one_answer_of_the_registration_keeps_the_others(
    person: Page, portal: RunningPortal
) -> None:
    applicant = portal.applicant()
    visitor.enter_name(person, applicant)
    visitor.enter_facility(person, applicant)
    visitor.enter_contact(person, applicant)
    follow(person, re.compile("変更する.*姓"))
    expect(field(person, "名")).to_have_value(applicant.given_name)
    fill(person, "姓", "佐藤")
    press(person, "次へ進む")
    heading(person, "入力内容をご確認ください")
    says(person, "佐藤")
    follow(person, re.compile("変更する.*電話番号"))
    says(person, "設定済みです。変更する場合だけ入力してください")
    fill(person, "電話番号", "06-1234-5678")
    press(person, "入力内容を確認する")
    heading(person, "入力内容をご確認ください")
    says(person, "0612345678")


def test_a_note_saved_elsewhere_meanwhile(person: Page, user_with_accounts: Applicant) -> None:
    visitor.sign_in(person, user_with_accounts)
    other = person.context.new_page()
    member.open_accounts(person)
    account_id = person.get_by_role("rowheader").first.inner_text()
    for window in (person, other):
        member.open_account(window, account_id)
    fill(person, "備考（利用者名、端末名等）", "先に保存")
    press(person, "保存")
    says(person, "備考を保存しました。")
    fill(other, "備考（利用者名、端末名等）", "あとから保存")
    press(other, "保存")
    says(other, "ほかの画面で更新されています。最新の内容を確認してください")
    expect(field(other, "備考（利用者名、端末名等）")).to_have_value("あとから保存")


def test_two_reviewers_one_decision(
    open_context: OpenContext, staff: Page, user: Applicant, api: Api, portal: RunningPortal
) -> None:
    session = api.sign_in(user)
    ref = api.apply(session, ["受付", "診察室"])["ref"]
    colleague = open_context(java_script_enabled=False).new_page()
    reviewer.sign_in_staff(colleague, portal.staff["second reviewer"])
    reviewer.claim(staff, ref)
    for window in (staff, colleague):
        reviewer.open_application(window, ref)
        press(window, "承認する")
    press(staff, "承認を確定する")
    heading(staff, "申請を承認しました")
    reviewer.issued(staff, 2)
    press(colleague, "承認を確定する")
    says(colleague, "ほかの職員がこの申請を更新しました")
    says(colleague, portal.staff["reviewer"].email)
    assert len(api.accounts(session, ref)) == 2


def test_approving_twice_issues_once(staff: Page, person: Page, user: Applicant, api: Api) -> None:
    session = api.sign_in(user)
    ref = api.apply(session, ["受付"])["ref"]
    reviewer.claim(staff, ref)
    press(staff, "承認する")
    staff.get_by_role("button", name="承認を確定する").dblclick()
    heading(staff, "申請を承認しました")
    reviewer.issued(staff, 1)
    assert len(api.accounts(session, ref)) == 1
    mailbox.read_mail(person, user.email, mailbox.COMPLETED)
    assert mailbox.mails_to(person, user.email).count(mailbox.COMPLETED) == 1
