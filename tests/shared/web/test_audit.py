"""The audit: a row before the deed, its outcome once, refusals too, and no secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pymongo.database import Database
from pymongo.errors import ConnectionFailure

from shared import audit, clock
from shared.audit import Trail, changed, concerns
from shared.errors import Conflict
from shared.mongo import Document, ensure_indexes
from shared.secrets import Keys
from shared.web.app import service_app
from shared.web.audit import audited
from shared.web.auth import STAFF, Verifier, needs
from shared.web.fields import Schema, Text
from shared.web.json_body import Blueprint
from tests.support.tokens import bearer, staff_token, user_token

Db = Database[Document]


class Decision(Schema):
    reason = Text("理由を入力してください")
    password = Text("パスワード", optional=True)
    profile = Text("利用者", optional=True)


def make_app(secrets_dir: Path, db: Db) -> Flask:
    blueprint = Blueprint("sample", __name__)

    @blueprint.post("/things/<thing>/stop")
    @audited("thing.stop", "停止", "thing")
    @needs("reviewer", "admin")
    @blueprint.arguments(Decision)
    def stop(body: dict[str, str], thing: str) -> dict[str, str]:
        if thing == "gone":
            raise Conflict
        if thing == "broken":
            raise RuntimeError("a bug")
        before = {"status": "active", "name": "見本", "password": "old-secret"}
        after = {**before, "status": "suspended", "password": "new-secret"}
        changed(before, after, ("status", "name", "password"))
        return {}

    @blueprint.post("/things")
    @needs(*STAFF)
    def make_thing() -> dict[str, str]:
        concerns("thing-9")
        return {}

    @blueprint.get("/things")
    @needs("user", *STAFF)
    def things() -> dict[str, str]:
        return {}

    @blueprint.post("/wishes")
    @needs("user")
    def wish() -> dict[str, str]:
        return {}

    verifier = Verifier(Keys(secrets_dir, "registration").verifying())
    trail = Trail(db, clock.now)
    return service_app(
        "sample", [blueprint], store_ping=lambda: True, verifier=verifier, trail=trail
    )


class Desk:
    """A member of staff at the edge, and the rows that are left."""

    def __init__(self, app: Flask, secrets_dir: Path, db: Db) -> None:
        self._client: FlaskClient = app.test_client()
        self._secrets, self.db = secrets_dir, db

    def post(self, path: str, body: Any = None, role: str = "reviewer", **headers: str) -> Any:
        token = user_token(self._secrets) if role == "user" else staff_token(self._secrets, role)
        given = {**bearer(token), "X-Portal-Client": "192.0.2.7", **headers}
        return self._client.post(f"/api/sample/{path}", json=body or {}, headers=given)

    def get(self, path: str, role: str = "admin") -> Any:
        token = staff_token(self._secrets, role)
        return self._client.get(f"/api/sample/{path}", headers=bearer(token))

    def rows(self) -> list[Document]:
        return list(self.db["audit"].find().sort([("at", 1)]))


@pytest.fixture
def desk(secrets_dir: Path, database: Db) -> Desk:
    ensure_indexes(database, audit.INDEXES)
    return Desk(make_app(secrets_dir, database), secrets_dir, database)


def test_a_deed_leaves_who_what_where_why_and_what_it_changed(desk: Desk) -> None:
    answer = desk.post("things/7/stop", {"reason": "紛失"}, **{"X-Request-Id": "request-12345"})
    assert answer.status_code == 200
    [row] = desk.rows()
    assert (row["action"], row["label"], row["outcome"]) == ("thing.stop", "停止", "ok")
    assert row["actor"] == {
        "id": "staff-審査一郎",
        "role": "reviewer",
        "email": "reviewer@portal.example",
        "name": "審査一郎",
    }
    assert row["target"] == {"kind": "thing", "id": "7"}
    assert (row["reason"], row["address"]) == ("紛失", "192.0.2.7")
    assert row["request_id"] == "request-12345"
    assert row["changes"] == [
        {"field": "status", "before": "active", "after": "suspended"},
        {"field": "password", "before": "●●●", "after": "●●●"},
    ]


def test_no_secret_rests_in_the_audit(desk: Desk) -> None:
    nested = {"code": "123456", "new": [{"totp_secret": "ABCDEF"}]}
    desk.post("things/7/stop", {"reason": "x", "password": "Kusanagi-8842", "profile": nested})
    kept = str(desk.rows())
    for secret in ("Kusanagi-8842", "new-secret", "old-secret", "123456", "ABCDEF"):
        assert secret not in kept


@pytest.mark.parametrize(
    ("thing", "body", "role", "outcome", "code"),
    [
        ("7", {"reason": "x"}, "viewer", "refused", "forbidden"),
        ("7", {}, "admin", "refused", "invalid"),
        ("gone", {"reason": "x"}, "admin", "refused", "conflict"),
        ("broken", {"reason": "x"}, "admin", "failed", "internal"),
    ],
)
def test_a_refusal_is_a_row_too(
    desk: Desk, thing: str, body: Any, role: str, outcome: str, code: str
) -> None:
    assert desk.post(f"things/{thing}/stop", body, role).status_code >= 400
    [row] = desk.rows()
    assert (row["outcome"], row["code"], row["changes"]) == (outcome, code, [])


def test_a_view_that_says_nothing_is_audited_too(desk: Desk) -> None:
    desk.post("things", role="viewer")
    [row] = desk.rows()
    assert (row["action"], row["target"]["id"]) == ("make_thing", "thing-9")


def test_neither_users_nor_looking_leave_rows(desk: Desk) -> None:
    desk.post("wishes", role="user")
    desk.post("things/7/stop", {"reason": "x"}, role="user")
    desk.get("things")
    desk.post("nowhere", role="admin")
    assert desk.rows() == []


def test_a_killed_process_leaves_a_row_that_says_nobody_knows(desk: Desk) -> None:
    trail = Trail(desk.db, clock.now)
    trail.begin(audit.Deed("thing.stop", "停止", audit.OPERATOR))
    [row] = desk.get("audit").json["items"]
    assert (row["outcome"], row["actor"]["role"]) == ("unknown", "operator")


def test_an_outcome_is_written_once(desk: Desk) -> None:
    trail, deed = Trail(desk.db, clock.now), audit.Deed("thing.stop", "停止", audit.OPERATOR)
    row_id = trail.begin(deed)
    trail.finish(row_id, deed, audit.OK)
    trail.finish(row_id, deed, audit.FAILED)
    assert [row["outcome"] for row in desk.rows()] == ["ok"]


def test_nothing_is_done_while_the_audit_cannot_be_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise ConnectionFailure

    trail = desk._client.application.extensions["trail"]
    monkeypatch.setattr(trail, "_rows", type("Away", (), {"insert_one": away})())
    assert desk.post("things", role="admin").status_code == 503


def test_only_admins_read_the_audit(desk: Desk) -> None:
    assert desk.get("audit", "reviewer").status_code == 403
    assert desk.get("audit", "viewer").status_code == 403
    assert desk.get("audit/none", "admin").status_code == 404


def test_the_list_is_narrowed_and_read_on_by_the_last_row_seen(desk: Desk) -> None:
    for number in range(3):
        desk.post(f"things/{number}/stop", {"reason": "x"})
    desk.post("things/1/stop", {"reason": "x"}, "viewer")
    first = desk.get("audit").json
    assert (first["total"], first["items"][0]["outcome"]) == (4, "refused")
    last = first["items"][1]
    older = desk.get(f"audit?before={last['at']}/{last['id']}").json
    assert (older["total"], [row["id"] for row in older["items"]]) == (
        4,
        [row["id"] for row in first["items"][2:]],
    )
    assert desk.get("audit?target=1").json["total"] == 2
    assert desk.get("audit?actor=viewer@portal.example&outcome=refused").json["total"] == 1
    assert desk.get("audit?actor=審査一郎&action=thing.stop").json["total"] == 4
    row = first["items"][0]
    assert desk.get(f"audit/{row['id']}").json == row


def test_days_are_japans(desk: Desk) -> None:
    desk.post("things")
    today = clock.jst_date(clock.now()).isoformat()
    assert desk.get(f"audit?from={today}&to={today}").json["total"] == 1
    assert desk.get("audit?to=2020-01-01").json["total"] == 0
    assert desk.get("audit?from=2099-01-01").json["total"] == 0


@pytest.mark.parametrize("query", ["from=yesterday", "to=9999-12-31", "before=x/y", "outcome=%00"])
def test_strange_filters_are_forgiven(desk: Desk, query: str) -> None:
    assert desk.get(f"audit?{query}").status_code == 200


@pytest.mark.parametrize("query", [{}, {"who": "x"}, {"target.id": "x"}])
def test_every_way_to_look_has_its_index(desk: Desk, query: Document) -> None:
    found = desk.db["audit"].find(query).sort([("at", -1), ("_id", -1)]).explain()
    assert "IXSCAN" in str(found)
