"""The road of tests/journeys once more: by the pages, over TLS, with really sent mails."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from deploy.bench.people import Api
from tests.compose.journey import COMPLETED
from tests.compose.stack import Stack, until
from tests.compose.tls import TlsProxy
from tests.support.live import member, reviewer, visitor
from tests.support.live.chromium import opened
from tests.support.live.pages import fact
from tests.support.live.people import Applicant, Facility, Staff
from tests.support.live.terminal import Sheet

TERMINAL = {"fingerprint": "a terminal behind the gateway", "name": "受付の端末"}
OWN_TLS = {"ignore_https_errors": True}
NOBODY_ELSES = -3  # the journeys of this room take facilities from the front


@pytest.mark.browser
def test_from_registration_to_an_activated_terminal(
    stack: Stack, proxy: TlsProxy, api: Api, chromium: Browser, tmp_path: Path
) -> None:
    facts = stack.demo()
    applicant = Applicant(Facility(**facts["facilities"][NOBODY_ELSES]), "browser@clinic.example")
    colleague = next(each for each in facts["staff_others"] if each.pop("role") == "reviewer")
    with (
        opened(chromium, proxy.url, java_script_enabled=False, **OWN_TLS) as outside,
        opened(chromium, proxy.url, **OWN_TLS) as office,
    ):
        person, desk = outside.new_page(), office.new_page()
        visitor.register(person, applicant)
        visitor.activate(person, f"/a/{stack.token_mailed_to(applicant.email)}")
        visitor.sign_in(person, applicant)
        ref = visitor.apply(person, ["受付1番パソコン"])

        reviewer.sign_in_staff(desk, Staff(**colleague))
        reviewer.claim(desk, ref)
        reviewer.approve(desk)
        reviewer.issued(desk, 1)
        until(lambda: any(COMPLETED in m["Subject"] for m in stack.mails_to(applicant.email)))

        member.open_accounts(person)
        account_id = person.get_by_role("rowheader").first.inner_text()
        member.open_account(person, account_id)
        assert account_id in member.download_sheet(person, account_id, tmp_path)
        activate_terminal(api, member.read_sheet(person))
        member.open_account(person, account_id)
        expect(fact(person, "初期登録")).to_contain_text("登録済み")


def activate_terminal(api: Api, sheet: Sheet) -> None:
    """As the app on a terminal does, which knows no pages."""
    typed = {
        "institution_code": sheet.institution_code,
        "id": sheet.account_id,
        "password": sheet.password,
        "activation_code": sheet.activation_code,
    }
    ticket = api.call("POST", "accounts/terminals/check", typed)["ticket"]
    api.call("POST", "accounts/terminals", {"ticket": ticket, "terminal": TERMINAL})
