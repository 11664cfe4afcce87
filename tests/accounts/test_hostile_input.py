"""Whatever strangers send, the answer is a refusal and never a 500."""

from __future__ import annotations

import pytest

from tests.accounts.desk import Desk, form

VALUES = [
    None,
    True,
    -1,
    2**63,
    10**30,
    1e308,
    "",
    "\ud800",
    "\x00",
    "a\r\nBcc: x@example.jp",
    "<script>alert(1)</script>",
    "９" * 5000,
    {"$ne": ""},
    {"$gt": 0},
    [],
    [[[[]]]],
    [{"$where": "1"}],
    ["x"] * 5000,
]
BODIES = ["null", "[]", '"x"', "{", '{"a":NaN}', "[" * 5000, '{"a":' * 5000, "\ud800"]
FORMS = {
    "applications": form(),
    "applications/check": form(),
    "applications/AAAAAA/resubmit": {**form(), "version": 1},
    "applications/AAAAAA/withdraw": {"version": 1},
    "terminals": {
        "ticket": "x",
        "terminal": {"fingerprint": "x", "name": "x"},
        "institution_code": "1",
        "id": "W0000001",
        "password": "x",
        "activation_code": "1",
    },
    "terminals/check": {
        "institution_code": "1180123456",
        "id": "W0000001",
        "password": "x",
        "activation_code": "000000000000",
    },
}
DECISIONS = {
    "applications/AAAAAA/claim": {},
    "applications/AAAAAA/return": {"version": 1, "comment": "x", "deadline": "2026-12-01"},
    "applications/AAAAAA/reject": {"version": 1, "comment": "x"},
    "applications/AAAAAA/complete": {"version": 1},
    "applications/claim-next": {},
}
PATHS = [
    "applications/%00",
    "applications/%ff%fe",
    "applications/$ne",
    "applications/" + "x" * 3000,
    "accounts/%00",
    "accounts/W0000001%0d%0a",
    "accounts?facility_id=%00&status=%00&sort=%00&q=%00",
    "accounts?q=" + "%28" * 100,
    "applications?q=%ff&page=9999999999999999999&per_page=-1",
]


@pytest.mark.parametrize("path", FORMS)
def test_no_value_of_any_field_breaks_a_form(desk: Desk, path: str) -> None:
    for name in FORMS[path]:
        for value in VALUES:
            answer = desk.post(path, {**FORMS[path], name: value}, desk.user())
            assert answer.status_code < 500, (name, value)


@pytest.mark.parametrize("path", DECISIONS)
def test_no_value_of_any_field_breaks_a_decision(desk: Desk, path: str) -> None:
    for name in [*DECISIONS[path], "extra"]:
        for value in VALUES:
            answer = desk.post(path, {**DECISIONS[path], name: value}, desk.staff())
            assert answer.status_code < 500, (name, value)


@pytest.mark.parametrize("path", [*FORMS, *DECISIONS])
def test_no_body_breaks_a_route(desk: Desk, path: str) -> None:
    who = desk.user() if path in FORMS else desk.staff()
    for body in BODIES:
        answer = desk.app.test_client().post(
            f"/api/accounts/{path}",
            data=body.encode("utf-8", "surrogatepass"),
            content_type="application/json",
            headers={**who, "Idempotency-Key": "x"},
        )
        assert answer.status_code < 500, body[:20]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_breaks_a_route(desk: Desk, path: str) -> None:
    for who in (desk.user(), desk.staff()):
        assert desk.get(path, who).status_code < 500


def test_no_note_breaks_an_account(desk: Desk) -> None:
    desk.completed()
    for value in VALUES:
        for body in ({"note": value, "version": 1}, {"note": "x", "version": value}):
            answer = desk.patch("accounts/W0000001", body, desk.user())
            assert answer.status_code < 500, body


def test_no_idempotency_key_breaks_a_form(desk: Desk) -> None:
    for key in ("x" * 5000, "é", "${jndi}", "' or 1=1"):
        answer = desk.post("applications", form(), {**desk.user(), "Idempotency-Key": key})
        assert answer.status_code in (201, 409), key
