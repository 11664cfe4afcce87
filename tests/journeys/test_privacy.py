"""Group H: nobody learns from a page what is not theirs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from shared.contracts import SERVICES
from tests.support.live import mailbox, terminal, visitor
from tests.support.live.ageing import Ageing
from tests.support.live.api import Api
from tests.support.live.pages import fill, heading, press, says
from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal

STRANGER = "stranger@example.jp"
ONE_USE = re.compile(r'name="(?:csrf_token|form_id)" value="[^"]*"')


def source(page: Page) -> str:
    """Without the tokens that differ from one showing to the next."""
    return ONE_USE.sub("", page.content())


def ask_for_reset(page: Page, email: str) -> None:
    page.goto("/password/forgot")
    fill(page, "メールアドレス", email)
    press(page, "送信する")
    heading(page, "メールをお送りしました")


def ask_for_resend(page: Page, email: str) -> None:
    page.goto("/register/resend")
    fill(page, "メールアドレス", email)
    press(page, "確認メールを再送する")
    says(page, re.compile("確認メールをお送りしました"))


@pytest.mark.parametrize("ask", [ask_for_reset, ask_for_resend])
def test_known_and_unknown_addresses_look_alike(
    person: Page, newcomer: Applicant, ageing: Ageing, ask: Callable[[Page, str], None]
) -> None:
    ageing.last_mails()
    seen = []
    for email in (newcomer.email, STRANGER):
        ask(person, email)
        seen.append((person.url, source(person)))
    assert seen[0] == seen[1]


def test_registering_a_known_address_looks_like_any_other(
    person: Page, portal: RunningPortal, newcomer: Applicant
) -> None:
    again = portal.applicant().but(email=newcomer.email)
    visitor.register(person, again)
    mail = mailbox.read_mail(person, newcomer.email, mailbox.ALREADY_REGISTERED)
    assert "このメールアドレスはすでに登録されています" in mail.text
    assert mailbox.mails_to(person, newcomer.email).count(mailbox.CONFIRM_ADDRESS) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/services/myna/accounts/{account}",
        "/services/myna/accounts/{account}/attachment",
        "/services/myna/requests/{ref}",
        "/services/myna/start/done/{ref}",
    ],
)
def test_what_belongs_to_another_facility_does_not_exist(
    person: Page, api: Api, newcomer: Applicant, user_with_accounts: Applicant, path: str
) -> None:
    owner = api.sign_in(user_with_accounts)
    account = api.as_person(owner, "GET", "accounts/accounts")["items"][0]["id"]
    ref = api.as_person(owner, "GET", "accounts/applications")["items"][0]["ref"]
    visitor.sign_in(person, newcomer)
    for theirs in ({"account": account, "ref": ref}, {"account": "W9999999", "ref": "ZZZZZZ"}):
        answer = person.goto(path.format(**theirs))
        assert answer
        assert answer.status == 404
        heading(person, "ページが見つかりません")


@pytest.mark.parametrize(
    "path", ["/services", "/services/myna/accounts", "/my/list", "/services/myna/start"]
)
def test_visitors_sign_in_first_and_come_back(person: Page, newcomer: Applicant, path: str) -> None:
    person.goto(path)
    heading(person, "ログイン")
    visitor.enter_credentials(person, newcomer.email, newcomer.password)
    expect(person).to_have_url(re.compile(f"{path}$"))


@pytest.mark.parametrize(
    "next_path", ["//evil.example/", "https://evil.example/", "/\\evil.example"]
)
def test_signing_in_leads_nowhere_else(person: Page, newcomer: Applicant, next_path: str) -> None:
    person.goto(f"/login?next={next_path}")
    visitor.enter_credentials(person, newcomer.email, newcomer.password)
    heading(person, re.compile("様$"))


@pytest.mark.parametrize("path", ["/staff", "/staff/applications"])
def test_staff_pages_are_for_staff(person: Page, newcomer: Applicant, path: str) -> None:
    visitor.sign_in(person, newcomer)
    person.goto(path)
    heading(person, "ページが見つかりません")


def test_pages_of_signed_in_people_are_not_kept(person: Page, newcomer: Applicant) -> None:
    visitor.sign_in(person, newcomer)
    for path in ("/", "/contact", "/services/myna"):
        answer = person.goto(path)
        assert answer
        assert answer.headers["cache-control"] == "no-store"


def test_no_page_holds_a_secret_but_the_one_that_shows_it(
    person: Page, api: Api, user_with_accounts: Applicant
) -> None:
    session = api.sign_in(user_with_accounts)
    account = api.as_person(session, "GET", "accounts/accounts")["items"][0]["id"]
    sheet = api.sheet(session, account)
    visitor.sign_in(person, user_with_accounts)
    for path in ("/", "/my/list", "/services/myna/accounts", f"/services/myna/accounts/{account}"):
        person.goto(path)
        for secret in (sheet.password, sheet.activation_code, session):
            assert secret not in person.content()


def test_neither_log_nor_audit_nor_mails_hold_a_secret(
    api: Api, portal: RunningPortal, admin_session: str, user_with_accounts: Applicant
) -> None:
    session = api.sign_in(user_with_accounts)
    account = api.as_person(session, "GET", "accounts/accounts")["items"][0]["id"]
    sheet = api.sheet(session, account)
    paths = [f"{service}/audit?per_page=100" for service in SERVICES]
    paths.append("notifier/messages?per_page=100")
    told = [str(api.as_person(admin_session, "GET", path)) for path in paths]
    mails = [path.read_text("utf-8") for path in (portal.data / "mailbox").glob("*/*")]
    everything = "\n".join([portal.log, *told, *mails])
    assert "document viewed" in portal.log
    assert user_with_accounts.email in everything
    code = sheet.activation_code
    for secret in (sheet.password, code, code.replace("-", ""), user_with_accounts.password):
        assert secret not in everything
    assert session not in everything


def test_a_refused_sheet_does_not_come_back_with_its_password(person: Page) -> None:
    wrong = terminal.Sheet("0110000001", "", "W0000001", "Typed-Secret-77", "123456789012")
    terminal.enter_sheet(person, wrong)
    expect(person.get_by_role("alert")).to_be_visible()
    assert "Typed-Secret-77" not in person.content()


def test_passwords_typed_in_the_wizard_never_come_back(person: Page, portal: RunningPortal) -> None:
    applicant = portal.applicant()
    visitor.enter_name(person, applicant)
    visitor.enter_facility(person, applicant)
    visitor.enter_contact(person, applicant)
    heading(person, "入力内容をご確認ください")
    assert applicant.password not in person.content()
    person.get_by_role("link", name="戻る").click()
    heading(person, "ユーザー登録")
    assert applicant.password not in person.content()


def test_cookies_are_out_of_reach_for_scripts(person: Page, newcomer: Applicant) -> None:
    visitor.sign_in(person, newcomer)
    cookies = person.context.cookies()
    assert cookies
    for cookie in cookies:
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Lax"
        assert cookie["expires"] == -1
