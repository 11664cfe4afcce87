"""Whoever has the page of the confirmation mail open learns by itself that it came back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect, sync_playwright

from services.registration.app import create_app
from services.registration.settings import Settings
from tests.bounces.conftest import FACILITY, PASSWORD, PERSON, SAYS, WRONG, served
from tests.support.live.chromium import launch, opened


@pytest.mark.browser
@pytest.mark.timeout(120)
def test_a_waiting_page_learns_of_it_by_itself(
    registration: Settings, start_workers: Callable[[], None]
) -> None:
    secret = registered_draft(registration)
    with served(registration) as url, sync_playwright() as playwright:
        chromium = launch(playwright)
        with opened(chromium, url) as context:
            context.add_cookies([{"name": "portal_draft", "value": secret, "url": url}])
            page = context.new_page()
            page.goto("/register/sent")
            region = page.locator("[aria-live=polite]")
            expect(region).to_be_empty()
            start_workers()
            expect(region).to_contain_text(SAYS, timeout=5000)
            region.get_by_role("link", name="メールアドレスを訂正する").click()
            expect(page.get_by_label("メールアドレス")).to_have_value(WRONG)
        chromium.close()


def registered_draft(registration: Settings) -> str:
    """The secret of a draft whose mail goes to the wrong address."""
    client = create_app(registration).test_client()
    secret = client.post("/api/registration/drafts", json=PERSON).json["secret"]
    headers = {"Authorization": f"Draft {secret}"}
    fields = {**FACILITY, **PASSWORD, "email": WRONG, "agree": True}
    client.patch("/api/registration/drafts/current", json=fields, headers=headers)
    answer = client.post("/api/registration/registrations", json={}, headers=headers)
    assert answer.status_code == 202, answer.json
    return str(secret)
