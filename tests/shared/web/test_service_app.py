"""The manners of every service: one error shape, strict JSON, signed callers, health."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared import clock
from shared.audit import Trail
from shared.errors import NotFound, StoreAway, TooManyRequests
from shared.mongo import Database, Document
from shared.secrets import Keys, prepare
from shared.web.app import service_app
from shared.web.auth import Verifier, caller, needs, recent_password
from shared.web.fields import Digits, Schema, Text, Tick, WholeNumber
from shared.web.json_body import Blueprint
from tests.support.tokens import bearer, staff_token, user_token


class Sample(Schema):
    family_name = Text("姓を入力してください", longest=3, too_long="{n}文字")
    number = Digits("番号", length=3, wrong_length="{n}桁", not_digits="「{c}」", optional=True)
    terminals = WholeNumber("台数", low=1, high=50, wrong="1から50", required=False)
    agree = Tick("チェック")


@pytest.fixture
def client(secrets_dir: Path, database: Database[Document]) -> FlaskClient:
    return make_app(secrets_dir, database).test_client()


def make_app(secrets_dir: Path, db: Database[Document], *, ready: bool = True) -> Flask:
    blueprint = Blueprint("sample", __name__)

    @blueprint.post("/people")
    @blueprint.arguments(Sample)
    @blueprint.response(201, Sample)
    def create(body: dict[str, object]) -> dict[str, object]:
        return body

    @blueprint.get("/me")
    @needs("user")
    def me() -> dict[str, object]:
        recent_password()
        return {"name": caller().name}

    @blueprint.get("/fails/<how>")
    def fails(how: str) -> None:
        raise {
            "missing": NotFound(),
            "store": StoreAway(),
            "often": TooManyRequests(retry_after=7),
        }.get(how, RuntimeError("a bug"))

    verifier = Verifier(Keys(secrets_dir, "registration").verifying())
    return service_app(
        "sample",
        [blueprint],
        store_ping=lambda: ready,
        verifier=verifier,
        trail=Trail(db, clock.now),
    )


def test_good_input_is_normalised(client: FlaskClient) -> None:
    given = {"family_name": " 山田 ", "number": "１ー23", "terminals": "３", "agree": True}
    answer = client.post("/api/sample/people", json=given)
    assert answer.status_code == 201
    assert answer.json == {"family_name": "山田", "number": "123", "terminals": 3, "agree": True}


def test_complaints_carry_field_code_and_message(client: FlaskClient) -> None:
    bad = {"family_name": "長い名前", "number": "12x", "terminals": 0, "agree": "yes"}
    answer = client.post("/api/sample/people", json=bad)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "invalid"
    assert answer.json["errors"] == [
        {"field": "family_name", "code": "too_long", "message": "4文字"},
        {"field": "number", "code": "not_digits", "message": "「x」"},
        {"field": "terminals", "code": "range", "message": "1から50"},
        {"field": "agree", "code": "required", "message": "チェック"},
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b'{"family_name": "\\ud800"}', 400),
        (b'{"family_name": "\\u0000"}', 400),
        (b'{"family_name": "x", "n": 9223372036854775808}', 400),
        (b'{"family_name": "x", "n": NaN}', 400),
        (b'{"family_name":' + b"[" * 100_000, 400),
        (b"\xff\xfe{}", 400),
        (b"[1]", 422),
        (b'"text"', 422),
        (b"null", 422),
        (b'{"family_name": {"$ne": ""}}', 422),
        (b'{"family_name": ["x"]}', 422),
        (b'{"family_name": 1}', 422),
        (b"", 422),
        (b"x" * 1_500_000, 413),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_hostile_bodies_get_a_clear_no(client: FlaskClient, body: bytes, status: int) -> None:
    answer = client.post("/api/sample/people", data=body, content_type="application/json")
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


def test_a_body_that_is_not_json_is_415(client: FlaskClient) -> None:
    assert client.post("/api/sample/people", data={"family_name": "x"}).status_code == 415


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("missing", 404, "not_found"),
        ("store", 503, "unavailable"),
        ("often", 429, "too_many_requests"),
        ("bug", 500, "internal"),
    ],
)
def test_every_failure_is_a_problem(client: FlaskClient, how: str, status: int, code: str) -> None:
    answer = client.get(f"/api/sample/fails/{how}")
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]
    assert "bug" not in answer.get_data(as_text=True).replace("debug", "")


def test_a_limit_says_when_to_come_back(client: FlaskClient) -> None:
    answer = client.get("/api/sample/fails/often")
    assert answer.headers["Retry-After"] == "7"
    assert answer.json["retry_after"] == 7


def test_a_wrong_method_still_names_the_right_ones(client: FlaskClient) -> None:
    assert "POST" in client.get("/api/sample/people").headers["Allow"]


def test_callers_are_known_by_their_token(client: FlaskClient, secrets_dir: Path) -> None:
    answer = client.get("/api/sample/me", headers=bearer(user_token(secrets_dir)))
    assert answer.json == {"name": "山田 花子"}


def test_foreign_expired_and_broken_tokens_are_refused(
    client: FlaskClient, secrets_dir: Path, tmp_path: Path
) -> None:
    prepare(tmp_path / "other", store_empty=True)
    foreign = user_token(tmp_path / "other")
    expired = user_token(secrets_dir, at=clock.now() - timedelta(seconds=61))
    cut = user_token(secrets_dir)[:-4]
    for token in (foreign, expired, cut, "", "a.b.c", "\ud800".encode("utf-8", "replace").decode()):
        answer = client.get("/api/sample/me", headers=bearer(token))
        assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")


def test_another_role_is_forbidden(client: FlaskClient, secrets_dir: Path) -> None:
    answer = client.get("/api/sample/me", headers=bearer(staff_token(secrets_dir)))
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


def test_an_old_password_must_be_typed_again(client: FlaskClient, secrets_dir: Path) -> None:
    long_ago = int((clock.now() - timedelta(minutes=16)).timestamp())
    answer = client.get(
        "/api/sample/me", headers=bearer(user_token(secrets_dir, auth_time=long_ago))
    )
    assert (answer.status_code, answer.json["code"]) == (403, "reauth_required")


def test_health_is_the_process_and_readiness_is_the_store(
    secrets_dir: Path, database: Database[Document]
) -> None:
    away = make_app(secrets_dir, database, ready=False).test_client()
    assert away.get("/healthz").status_code == 200
    assert away.get("/readyz").status_code == 503
    assert away.get("/api/sample/readyz").status_code == 503


def test_metrics_are_not_under_the_public_path(client: FlaskClient) -> None:
    client.get("/healthz")
    assert b"portal_requests_total" in client.get("/metrics").data
    assert client.get("/api/sample/metrics").status_code == 404


def test_the_api_describes_itself(client: FlaskClient) -> None:
    spec = client.get("/api/sample/openapi.json").json
    assert spec["openapi"] == "3.1.0"
    assert "/api/sample/people" in spec["paths"]
