"""People come by TLS: what the proxy of the operator's page and the portal make of it together."""

from __future__ import annotations

import httpx2

from tests.compose.journey import People
from tests.compose.stack import Stack, until
from tests.compose.tls import TlsProxy

SPOOFED, NEIGHBOUR = "203.0.113.9", "127.0.0.5"
ONE_YEAR = "max-age=31536000"


def test_a_page_comes_without_detours(stack: Stack, proxy: TlsProxy) -> None:
    with proxy.browser() as browser:
        for path in ("/", "/login", "/register", "/staff/login"):
            answer = browser.get(path)
            assert answer.status_code == 200
            assert answer.headers["Strict-Transport-Security"] == ONE_YEAR
        cookies = {each.name: each.secure for each in browser.cookies.jar}
        assert cookies["__Host-portal"]
        assert all(cookies.values())
        members_only = browser.get("/my")
        assert members_only.status_code == 303
        assert members_only.headers["Location"].startswith("/login")


def test_plain_http_leads_to_tls(stack: Stack, proxy: TlsProxy) -> None:
    answer = httpx2.get(f"{proxy.plain_url}/faq?q=x")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://localhost/faq?q=x")


def test_links_in_mails_lead_to_tls_and_stay_out_of_the_log(
    stack: Stack, proxy: TlsProxy, people: People
) -> None:
    newcomer = people.newcomer()
    newcomer.register()
    token = stack.token_mailed_to(newcomer.address)
    (mail,) = stack.mails_to(newcomer.address)
    assert f"{proxy.url}/a/{token}" in mail["Text"].split()
    with proxy.browser() as browser:
        assert browser.get(f"/a/{token}").status_code == 200
    assert token not in proxy.log(stack)


def test_the_visitors_address_comes_through_and_cannot_be_made_up(
    stack: Stack, proxy: TlsProxy
) -> None:
    made_up = {"X-Portal-Client": SPOOFED, "X-Forwarded-For": SPOOFED, "X-Real-IP": SPOOFED}
    with proxy.browser(coming_from=NEIGHBOUR) as browser:
        browser.get("/accessibility", headers=made_up)
    until(lambda: any('"/accessibility"' in line for line in stack.gateway_log()))
    assert stack.last_request('"/accessibility"')["client"] == NEIGHBOUR
