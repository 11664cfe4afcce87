"""New credentials: the old ones are worth nothing at once, the new ones are for documents only."""

from __future__ import annotations

import json

import pytest

from services.accounts.handlers import on_reissued_document_ready
from shared.contracts import Envelope, ReissuedDocumentReady
from shared.secrets import Keys
from tests.accounts.desk import Desk, Sheet, activation, found, together

REASON = {"reason": "設定情報の紛失", "version": 1}


def reissue(desk: Desk, account_id: str, version: int = 1) -> dict[str, object]:
    body = {"reason": "設定情報の紛失", "version": version}
    return found(desk.post(f"accounts/{account_id}/reissue", body, desk.staff()))


def new_sheet(desk: Desk, old: Sheet) -> Sheet:
    """What documents would print, opened with documents' own key."""
    envelope = desk.news("accounts", old["id"])[-1]
    unsealer = Keys(desk._folder, "documents").unsealer()
    told = unsealer.open(envelope, "/data/sealed", envelope.data.sealed, old["id"])
    return {**old, **told}


def ready(envelope: Envelope, issue: int) -> Envelope:
    told = envelope.data
    data = ReissuedDocumentReady(
        ref=told.ref,
        account_id=told.account_id,
        issue=issue,
        recipient=told.recipient,
        document_id=f"{told.account_id}-{issue}",
        sha256="0" * 64,
        bytes=1,
    )
    return Envelope("e1", "documents", told.account_id, envelope.time, data, 2, told.ref)


def test_the_old_credentials_die_and_the_new_ones_work(desk: Desk, sheet: Sheet) -> None:
    ticket = found(desk.post("terminals/check", sheet))["ticket"]
    account = reissue(desk, sheet["id"])
    assert (account["issue"], account["version"], account["document_id"]) == (2, 2, None)
    refused = found(desk.post("terminals", activation(sheet)), 401)
    assert refused["code"] == "credentials_mismatch"
    old_ticket = {"ticket": ticket, "terminal": {"fingerprint": "x"}}
    assert found(desk.post("terminals", old_ticket), 410)["code"] == "ticket_expired"
    fresh = new_sheet(desk, sheet)
    assert fresh["password"] != sheet["password"]
    found(desk.post("terminals", activation(fresh)), 201)


def test_half_old_and_half_new_opens_nothing(desk: Desk, sheet: Sheet) -> None:
    reissue(desk, sheet["id"])
    fresh = new_sheet(desk, sheet)
    for name in ("password", "activation_code"):
        mixed = {**fresh, name: sheet[name]}
        assert desk.post("terminals", activation(mixed)).status_code == 401


def test_the_terminal_must_be_set_up_anew_and_any_one_may(desk: Desk, sheet: Sheet) -> None:
    first = found(desk.post("terminals", activation(sheet)), 201)
    account = reissue(desk, sheet["id"], version=2)
    assert account["terminal"] is None
    other = activation(new_sheet(desk, sheet), fingerprint="tpm-4712")
    second = found(desk.post("terminals", other), 201)
    assert second["device_key"] != first["device_key"]


def test_the_same_terminal_gets_another_key_for_another_issue(desk: Desk, sheet: Sheet) -> None:
    first = found(desk.post("terminals", activation(sheet)), 201)
    reissue(desk, sheet["id"], version=2)
    again = found(desk.post("terminals", activation(new_sheet(desk, sheet))), 201)
    assert again["device_key"] != first["device_key"]


def test_a_suspended_account_stays_suspended(desk: Desk, sheet: Sheet) -> None:
    found(desk.post(f"accounts/{sheet['id']}/suspend", REASON, desk.staff()))
    assert reissue(desk, sheet["id"], version=2)["status"] == "suspended"
    fresh = activation(new_sheet(desk, sheet))
    assert found(desk.post("terminals", fresh), 403)["code"] == "account_unusable"


def test_no_clear_credentials_are_stored_or_answered(desk: Desk, sheet: Sheet) -> None:
    answer = json.dumps(reissue(desk, sheet["id"]))
    stored = str(desk.db.accounts.find_one({"_id": sheet["id"]}))
    for value in (new_sheet(desk, sheet)["password"], new_sheet(desk, sheet)["activation_code"]):
        assert value not in answer
        assert value not in stored


def test_one_form_reissues_once(desk: Desk, sheet: Sheet) -> None:
    staff = {**desk.staff(), "Idempotency-Key": "r" * 16}
    path = f"accounts/{sheet['id']}/reissue"
    answers = together(*[lambda: desk.post(path, REASON, staff)] * 3)
    assert [found(answer)["issue"] for answer in answers] == [2] * 3
    assert len(desk.news("accounts", sheet["id"])) == 1


def test_only_the_document_of_the_latest_issue_counts(desk: Desk, sheet: Sheet) -> None:
    reissue(desk, sheet["id"])
    reissue(desk, sheet["id"], version=2)
    told = desk.news("accounts", sheet["id"])[-1]
    on_reissued_document_ready(ready(told, 2), desk.service)
    shown = found(desk.get(f"accounts/{sheet['id']}", desk.user()))
    assert shown["document_id"] is None
    on_reissued_document_ready(ready(told, 3), desk.service)
    shown = found(desk.get(f"accounts/{sheet['id']}", desk.user()))
    assert shown["document_id"] == f"{sheet['id']}-3"


@pytest.mark.parametrize(("role", "moves"), [("viewer", []), ("reviewer", ["suspend", "reissue"])])
def test_staff_read_the_history(desk: Desk, sheet: Sheet, role: str, moves: list[str]) -> None:
    found(desk.post("terminals", activation(sheet)), 201)
    reissue(desk, sheet["id"], version=2)
    answer = found(desk.get(f"accounts/{sheet['id']}/history", desk.staff(role)))
    assert answer["moves"] == moves
    assert [(line["label"], line["by"], line["comment"]) for line in answer["lines"]] == [
        ("初期登録", "受付1番", None),
        ("設定情報の再発行", "審査一郎", "設定情報の紛失"),
    ]
    assert desk.get(f"accounts/{sheet['id']}/history", desk.user()).status_code == 403
    assert desk.post(f"accounts/{sheet['id']}/reissue", REASON, desk.user()).status_code == 403
    viewer = desk.staff("viewer")
    assert desk.post(f"accounts/{sheet['id']}/reissue", REASON, viewer).status_code == 403
