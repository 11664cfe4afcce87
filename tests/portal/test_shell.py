"""What holds for every route: headers, hosts, form tokens, error pages."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from werkzeug.routing import AnyConverter, Rule
from werkzeug.wrappers import Response

from services.portal.app import create_app
from services.portal.security import HEADERS
from services.portal.settings import SERVICES, Settings
from shared import clock
from shared.settings import SettingsError
from tests.portal.conftest import Portal
from tests.portal.fakes import PUBLIC_URL, FakeService

TOKEN = "T" * 27


def paths(app: Flask, method: str) -> Iterator[str]:
    """One address per route that answers `method`, with the first of what an argument may be."""
    addresses = app.url_map.bind("127.0.0.1")
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            values = {name: _value(rule, name) for name in rule.arguments}
            yield addresses.build(rule.endpoint, values)


def _value(rule: Rule, name: str) -> str:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return TOKEN if name == "token" else "x"


def test_every_page_carries_the_headers(portal: Portal) -> None:
    for path in paths(portal.app, "GET"):
        answer = portal.browser.client.get(path, base_url=PUBLIC_URL)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, path
        assert answer.headers["Referrer-Policy"] in ("same-origin", "strict-origin"), path
        assert "Cache-Control" in answer.headers, path


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy


def test_every_post_needs_the_form_token(portal: Portal) -> None:
    for path in paths(portal.app, "POST"):
        answer = portal.browser.client.post(path, base_url=PUBLIC_URL)
        assert answer.status_code == 400, path
        assert all(not service.seen for service in (portal.registration, portal.accounts)), path


def test_a_form_sent_from_another_site_is_refused(portal: Portal) -> None:
    for origin in ("cross-site", "same-site"):
        answer = portal.browser.client.post(
            "/login", base_url=PUBLIC_URL, headers={"Sec-Fetch-Site": origin}
        )
        assert answer.status_code == 400
        assert "送信内容を確認できませんでした" in answer.text


def test_a_link_from_another_site_is_welcome(portal: Portal) -> None:
    answer = portal.browser.get("/", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "a b"])
def test_a_foreign_host_is_refused(portal: Portal, host: str) -> None:
    answer = portal.browser.client.get("/", headers={"Host": host})
    assert answer.status_code == 400


def test_health_is_asked_under_any_name(portal: Portal) -> None:
    for path in ("/healthz", "/readyz"):
        answer = portal.browser.client.get(path, headers={"Host": "portal:8000"})
        assert (answer.status_code, answer.text) == (200, "ok\n")


def test_an_expired_form_says_how_to_go_on(portal: Portal) -> None:
    portal.browser.get("/login")
    answer = portal.browser.submit("/login", csrf_token="old")
    assert answer.status_code == 400
    assert "画面の有効期限が切れました" in answer.text
    assert '<a href="/login">入力画面を開き直す</a>' in answer.text


def test_an_unknown_page_shows_no_user_data_and_asks_nobody(portal: Portal) -> None:
    portal.browser.set_cookie("portal_user", "secret")
    answer = portal.browser.get("/nothing")
    assert answer.status_code == 404
    assert "ページが見つかりません" in answer.text
    assert not portal.registration.seen


def test_a_wrong_method_names_the_right_ones(portal: Portal) -> None:
    answer = portal.browser.client.delete("/contact", base_url=PUBLIC_URL)
    assert answer.status_code in (400, 405)
    portal.browser.get("/login")
    refused = portal.browser.client.put(
        "/contact",
        base_url=PUBLIC_URL,
        data={"csrf_token": portal.browser.page.text.split('csrf_token" value="')[1].split('"')[0]},
    )
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_too_much_is_refused_with_the_limit(portal: Portal) -> None:
    answer = portal.browser.client.post(
        "/login", base_url=PUBLIC_URL, data={"f": (io.BytesIO(b"x" * 1_100_000), "f")}
    )
    assert answer.status_code == 413
    assert "送信できるのは、1回につき1MBまでです。" in answer.text


def test_a_service_that_is_away_is_a_page_with_a_telephone_number(portal: Portal) -> None:
    portal.registration.refuses("POST", "activations/preview", 503, "unavailable")
    answer = portal.browser.get(f"/a/{'T' * 27}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "ただいま混み合っています" in answer.text
    assert "000-0000-0000" in answer.text


def test_planned_maintenance_names_its_end(make_portal: Callable[..., Portal]) -> None:
    end = clock.now() + timedelta(hours=2)
    portal = make_portal(maintenance_until=end)
    portal.registration.refuses("POST", "activations/preview", 503, "unavailable")
    answer = portal.browser.get(f"/a/{'T' * 27}")
    assert 7100 < int(answer.headers["Retry-After"]) <= 7200
    for said in (
        "ただいまメンテナンス中です",
        f"終了予定：{clock.ja_datetime(end)}",
        "000-0000-0000",
    ):
        assert said in answer.text


def test_maintenance_whose_end_has_passed_is_over(make_portal: Callable[..., Portal]) -> None:
    portal = make_portal(maintenance_until=clock.now() - timedelta(seconds=1))
    portal.registration.refuses("POST", "activations/preview", 503, "unavailable")
    answer = portal.browser.get(f"/a/{'T' * 27}")
    assert "ただいま混み合っています" in answer.text
    assert answer.headers["Retry-After"] == "30"


def test_a_service_nobody_runs_is_the_same_page() -> None:
    app = create_app(Settings(public_url=PUBLIC_URL, cookie_key=b"k" * 32))
    answer = app.test_client().get(f"/a/{'T' * 27}", base_url=PUBLIC_URL)
    assert answer.status_code == 503


def test_a_limit_says_when_to_come_back(portal: Portal) -> None:
    portal.registration.refuses(
        "POST", "activations/preview", 429, "too_many_requests", retry_after=90
    )
    answer = portal.browser.get(f"/a/{'T' * 27}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "90")
    assert "90秒後にもう一度お試しください。" in answer.text


def test_a_broken_page_gives_a_number_to_quote(portal: Portal) -> None:
    area = Blueprint("broken", __name__)

    @area.get("/broken")
    def broken() -> str:
        raise RuntimeError("secret detail")

    portal.app.register_blueprint(area)
    answer = portal.browser.get("/broken")
    assert answer.status_code == 500
    assert "処理中に問題が発生しました" in answer.text
    assert "受付番号：" in answer.text
    assert "secret detail" not in answer.text


def test_calls_name_the_request_and_the_visitor_and_bring_no_cookies_back(portal: Portal) -> None:
    portal.registration.answers_with("POST", "password-resets/preview", {"email": "a@b.example"})
    for address in ("192.0.2.1", "192.0.2.2"):
        portal.browser.get(f"/p/{'T' * 27}", environ_overrides={"REMOTE_ADDR": address})
    first, second = portal.registration.seen
    assert first.headers["x-portal-client"] == "192.0.2.1"
    assert second.headers["x-portal-client"] == "192.0.2.2"
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert "cookie" not in second.headers


def test_behind_a_gateway_the_visitor_is_whom_the_gateway_names(
    make_portal: Callable[..., Portal],
) -> None:
    portal = make_portal(trusted_proxies=1)
    portal.registration.answers_with("POST", "password-resets/preview", {"email": "a@b.example"})
    portal.browser.get(f"/p/{'T' * 27}", headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.7"})
    assert portal.registration.seen[0].headers["x-portal-client"] == "192.0.2.7"


def test_static_files_are_kept_for_ever_under_names_of_their_content(portal: Portal) -> None:
    page = portal.browser.get("/").text
    names = [part.split('"')[0] for part in page.split('"/static/')[1:]]
    assert len(names) == 3
    for name in names:
        answer = portal.browser.get(f"/static/{name}")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert portal.browser.get("/static/portal.css").status_code == 404


def test_settings_name_everything_missing() -> None:
    with pytest.raises(Exception, match=r"PORTAL_PUBLIC_URL is missing.*PORTAL_SECRETS_DIR"):
        Settings.from_env({})


def test_a_planned_end_nobody_understands_stops_the_start(secrets_dir: Path) -> None:
    known = {"PORTAL_PUBLIC_URL": PUBLIC_URL, "PORTAL_SECRETS_DIR": str(secrets_dir)}
    with pytest.raises(SettingsError, match="PORTAL_MAINTENANCE_UNTIL is not like"):
        Settings.from_env({**known, "PORTAL_MAINTENANCE_UNTIL": "tomorrow"})


def test_settings_from_the_environment(secrets_dir: Path) -> None:
    settings = Settings.from_env(
        {
            "PORTAL_PUBLIC_URL": "https://portal.example",
            "PORTAL_SECRETS_DIR": str(secrets_dir),
            "PORTAL_STAFF_NETWORKS": "10.0.0.0/8 192.0.2.0/24",
            "PORTAL_MAINTENANCE_UNTIL": "2026-11-23 06:00",
        }
    )
    assert settings.maintenance_until == datetime(2026, 11, 22, 21, tzinfo=UTC)
    assert len(settings.cookie_key) == 32
    assert len(settings.staff_networks) == 2
    assert settings.https
    assert not settings.one_machine


def test_an_app_of_another_visitor_shares_nothing() -> None:
    """Two visitors through one client: a cookie a service sets for one never reaches the other."""
    registration = FakeService("registration")
    services = dict.fromkeys(SERVICES, registration)
    app = create_app(Settings(public_url=PUBLIC_URL, cookie_key=b"k" * 32), services)

    def with_cookie() -> Response:
        answer = Response('{"email": "a@b.example"}', mimetype="application/json")
        answer.set_cookie("mine", "secret")
        return answer

    registration.answers["POST", "password-resets/preview"] = with_cookie
    for _ in range(2):
        app.test_client().get(f"/p/{'T' * 27}", base_url=PUBLIC_URL)
    assert all("cookie" not in seen.headers for seen in registration.seen)
