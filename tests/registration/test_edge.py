"""Hostile input, limits per source, and the road out."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.registration.app import create_app
from services.registration.settings import LIMITS, Settings
from services.registration.usecases.ports import Desk
from services.registration.worker import build_worker
from shared.messaging.sqlite_bus import SqliteBus
from shared.settings import SettingsError
from tests.registration.conftest import Api, Clock

POSTS = {
    "drafts": ("family_name", "given_name", "kind"),
    "registrations": (
        "family_name",
        "kind",
        "reg_prefix",
        "reg_number",
        "phone",
        "email",
        "terms_version",
    ),
    "registrations/resend": ("email", "token"),
    "activations/preview": ("token",),
    "activations": ("token",),
    "sessions": ("email", "password", "audience"),
    "sessions/second-factor": ("challenge", "code"),
    "password-resets": ("email",),
    "password-resets/preview": ("token",),
    "password-resets/complete": ("token", "password", "password2"),
    "email-changes/preview": ("token",),
    "email-changes": ("token",),
    "staff/enrolments/preview": ("token",),
    "staff/enrolments": ("token", "password", "password2", "code"),
}
STRANGE = [
    {"$ne": ""},
    ["a"],
    None,
    True,
    0,
    2**63,
    -1.5,
    "",
    "\ud800",
    "a\x00b",
    "a\r\nBcc: x@example.jp",
    "<script>alert(1)</script>",
    "é" * 5000,
    "$where",
]


@pytest.mark.parametrize("path", POSTS)
def test_strange_values_are_refused_or_forgiven_but_never_break(api: Api, path: str) -> None:
    for field in POSTS[path]:
        for strange in STRANGE:
            body = {**dict.fromkeys(POSTS[path], "x"), field: strange}
            status = api.post(path, body).status_code
            assert status < 500, (field, strange)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"a"', b"null", b"1", b"\xff", b"[" * 5000])
def test_strange_bodies_never_break(api: Api, body: bytes) -> None:
    for path in POSTS:
        answer = api.client.post(
            f"/api/registration/{path}", data=body, content_type="application/json"
        )
        assert 400 <= answer.status_code < 500, path
        assert answer.content_type == "application/problem+json", path


def test_a_huge_body_is_refused(api: Api) -> None:
    answer = api.client.post(
        "/api/registration/drafts", data=b"x" * 10_000_000, content_type="application/json"
    )
    assert answer.status_code == 413


def test_a_body_that_is_not_json_is_refused(api: Api) -> None:
    answer = api.client.post("/api/registration/sessions", data={"email": "a@b.jp"})
    assert answer.status_code == 415


def test_a_draft_takes_nothing_strange(api: Api) -> None:
    person = {"family_name": "山田", "given_name": "花子", "kind": "judo"}
    draft = f"Draft {api.post('drafts', person).json['secret']}"
    for field in ("kind", "reg_prefix", "reg_number", "phone", "email", "password", "password2"):
        for strange in STRANGE:
            answer = api("PATCH", "drafts/current", {field: strange}, Authorization=draft)
            assert answer.status_code in (200, 400, 422), (field, strange)


def test_the_contract_can_be_read_by_programs(api: Api) -> None:
    contract = api("GET", "openapi.json").json
    assert "/api/registration/registrations" in contract["paths"]


def strangers_app(settings: Settings, now: Clock, **limits: str) -> Any:
    return create_app(replace(settings, limits={**LIMITS, **limits}), now).test_client()


def from_source(client: Any, address: str) -> Any:
    body = {"email": "nobody@example.jp", "password": "x"}
    headers = {"X-Portal-Client": address}
    return client.post("/api/registration/sessions", json=body, headers=headers)


def test_a_source_may_knock_so_often_and_no_more(
    settings: Settings, desk: Desk, now: Clock
) -> None:
    client = strangers_app(settings, now, sign_in="3/hour")
    for _ in range(3):
        assert from_source(client, "192.0.2.7").status_code == 401
    refused = from_source(client, "192.0.2.7")
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 3601
    assert from_source(client, "192.0.2.8").json["code"] == "credentials_wrong"


def test_sources_are_counted_together_by_all_processes(
    settings: Settings, desk: Desk, now: Clock
) -> None:
    statuses = [
        from_source(strangers_app(settings, now, sign_in="2/hour"), "192.0.2.9").status_code
        for _ in range(3)
    ]
    assert statuses == [401, 401, 429]


def test_parallel_knocks_are_all_counted(settings: Settings, desk: Desk, now: Clock) -> None:
    app = create_app(replace(settings, limits={**LIMITS, "sign_in": "5/hour"}), now)

    def knock(_: int) -> str:
        return str(from_source(app.test_client(), "192.0.2.10").json["code"])

    with ThreadPoolExecutor(20) as pool:
        codes = Counter(pool.map(knock, range(20)))
    assert codes == {"credentials_wrong": 5, "too_many_requests": 15}


def test_local_visitors_of_a_local_portal_are_not_counted(
    settings: Settings, desk: Desk, now: Clock
) -> None:
    client = strangers_app(settings, now, lookup="1/hour")
    for address in ("127.0.0.1", "::1", "127.0.0.1"):
        answer = client.get(
            "/api/registration/facilities/lookup?kind=judo&prefix=契&number=012345678",
            headers={"X-Portal-Client": address},
        )
        assert answer.status_code == 200


def test_local_visitors_of_a_public_portal_are_counted(
    settings: Settings, desk: Desk, now: Clock
) -> None:
    public = replace(settings, common=replace(settings.common, public_url="https://portal.example"))
    client = strangers_app(public, now, sign_in="1/hour")
    assert from_source(client, "127.0.0.1").status_code == 401
    assert from_source(client, "127.0.0.1").status_code == 429


def test_settings_name_everything_that_is_wrong() -> None:
    with pytest.raises(SettingsError) as wrong:
        Settings.from_env({"PORTAL_LIMIT_SIGN_IN": "often"})
    for name in ("PORTAL_PUBLIC_URL", "PORTAL_MONGO_URL", "PORTAL_SECRETS_DIR"):
        assert f"{name} is missing" in str(wrong.value)
    assert "PORTAL_LIMIT_SIGN_IN is not like 100/15 minutes" in str(wrong.value)


def test_the_relay_carries_news_to_every_reader(
    api: Api, settings: Settings, bus_path: Path
) -> None:
    relay, bus = build_worker(settings).relay, SqliteBus(bus_path)
    api.register()
    token = api.token()
    assert relay.run_once() == 1
    assert "RegistrationSubmitted" in bus.take("notifier").body
    assert bus.take("accounts") is None
    api.post("activations", {"token": token})
    assert relay.run_once() == 1
    for reader in ("notifier", "accounts"):
        assert "UserActivated" in bus.take(reader).body
    assert api.events() == []
