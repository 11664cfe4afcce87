"""The role table, row by row: each caller is let in, told no, or asked to sign in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask

from shared.contracts import SERVICES
from tests.roles.table import Row, rows
from tests.support.tokens import bearer, staff_token, user_token

ROLES = ("user", "viewer", "reviewer", "admin")
NO_ROLE = {"everyone", "secret"}
FILLED_IN = {"password": "x", "path": "/my", "typed": {"name": "x"}}
SELF_EVIDENT = {"/healthz", "/readyz", "/openapi.json", "/metrics"}
BY_ROLE = sorted(row for row, who in rows().items() if not who & NO_ROLE)
BY_SECRET = sorted(row for row, who in rows().items() if "secret" in who)


def built(services: Mapping[str, Flask]) -> Iterator[Row]:
    for service in SERVICES:
        for rule in services[service].url_map.iter_rules():
            path = rule.rule.removeprefix(f"/api/{service}")
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                if path not in SELF_EVIDENT:
                    yield service, method, path


def outcome(services: Mapping[str, Flask], row: Row, headers: Mapping[str, str]) -> str:
    service, method, path = row
    address = f"/api/{service}{re.sub('<[^>]*>', 'x', path)}"
    answer = services[service].test_client().open(address, method=method, headers=headers, json={})
    code = (answer.get_json(silent=True) or {}).get("code") if answer.status_code >= 400 else ""
    return code if code in ("unauthenticated", "forbidden") else "let in"


def test_every_route_has_its_row(services: Mapping[str, Flask]) -> None:
    found = set(built(services))
    assert found - rows().keys() == set(), "routes without a row in tests/roles/table.py"
    assert rows().keys() - found == set(), "rows of routes that are gone"


@pytest.mark.parametrize("row", BY_ROLE, ids=" ".join)
def test_the_roles_of_the_table_and_nobody_else(
    services: Mapping[str, Flask], secrets_dir: Path, row: Row
) -> None:
    tokens = {role: staff_token(secrets_dir, role) for role in ROLES[1:]}
    callers = {role: bearer(token) for role, token in tokens.items()}
    callers["user"] = bearer(user_token(secrets_dir))
    seen = {role: outcome(services, row, headers) for role, headers in callers.items()}
    assert seen == {role: "let in" if role in rows()[row] else "forbidden" for role in ROLES}
    assert outcome(services, row, {}) == "unauthenticated"
    assert outcome(services, row, {"Authorization": "Bearer forged"}) == "unauthenticated"


@pytest.mark.parametrize("row", BY_SECRET, ids=" ".join)
def test_a_token_is_no_secret(services: Mapping[str, Flask], secrets_dir: Path, row: Row) -> None:
    """What hangs on a session or a draft is not opened by a token of any role."""
    service, method, path = row
    address = f"/api/{service}{re.sub('<[^>]*>', 'x', path)}"
    for headers in ({}, bearer(staff_token(secrets_dir, "admin"))):
        client = services[service].test_client()
        answer = client.open(address, method=method, headers=headers, json=FILLED_IN)
        assert answer.status_code in (401, 410), answer.get_data(as_text=True)
