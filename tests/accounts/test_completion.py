"""Approving: N accounts and never 2N, whatever dies in between."""

from __future__ import annotations

from collections import Counter

import pytest
from pymongo.errors import AutoReconnect

from services.accounts.model.account import Account
from services.accounts.usecases.completion import (
    create_accounts,
    create_marked_accounts,
)
from shared import clock as real_clock
from shared.contracts import (
    Institution,
    Person,
)
from shared.errors import StoreAway
from tests.accounts.desk import Clock, Desk, found, together
from tests.support.tokens import FACILITY


def test_an_approval_issues_one_account_per_terminal(desk: Desk) -> None:
    done = desk.completed()
    assert (done["state_label"], done["moves"]) == ("手続完了", [])
    assert done["issued"] == {"accounts": 3, "documents": 0, "expected": 3}
    page = found(desk.get("accounts", desk.user()))
    assert [(one["id"], one["note"]) for one in page["items"]] == [
        ("W0000001", "受付1番パソコン"),
        ("W0000002", ""),
        ("W0000003", "診察室"),
    ]


def test_the_next_block_follows_the_last(desk: Desk) -> None:
    desk.completed(desk.user_of(1), terminals=2)
    desk.completed(desk.user_of(2), terminals=1)
    assert [row["_id"] for row in desk.db.accounts.find().sort("_id")] == [
        "W0000001",
        "W0000002",
        "W0000003",
    ]


def test_the_event_carries_sealed_credentials_for_documents_alone(desk: Desk) -> None:
    done = desk.completed()
    completed = desk.news("applications", done["ref"])[-1].data
    assert completed.institution == Institution("1180123456", "サンプル柔整")
    assert completed.recipient == Person("hanako@example.jp", "山田", "花子")
    assert (completed.user_id, completed.facility_id) == ("user-1", FACILITY["id"])
    sheets = desk.sheets(done["ref"])
    assert [sheet["id"] for sheet in sheets] == ["W0000001", "W0000002", "W0000003"]
    assert len({sheet["password"] for sheet in sheets}) == 3


def test_clear_credentials_rest_nowhere(desk: Desk) -> None:
    secrets = [
        sheet[name]
        for sheet in desk.sheets(desk.completed()["ref"])
        for name in ("password", "activation_code")
    ]
    stored = str([list(desk.db[name].find()) for name in desk.db.list_collection_names()])
    assert not [secret for secret in secrets if secret in stored]


def test_the_mark_and_the_fingerprints_go_when_the_accounts_are_stored(desk: Desk) -> None:
    row = desk.db.applications.find_one({"_id": desk.completed()["ref"]})
    assert not {"to_create", "planned_accounts", "open"} & row.keys()


@pytest.mark.parametrize("reviewers", [2, 8])
def test_reviewers_completing_at_once_make_n_accounts(desk: Desk, reviewers: int) -> None:
    claimed = desk.claimed(terminals=5)
    path, body = f"applications/{claimed['ref']}/complete", {"version": claimed["version"]}
    staff = {f"審査{n}": desk.staff(name=f"審査{n}") for n in range(reviewers)}
    answers = together(*[lambda h=h: desk.post(path, body, h) for h in staff.values()])
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: reviewers - 1}
    winner = next(a.get_json()["timeline"][-1]["by"] for a in answers if a.status_code == 200)
    losers = [answer.get_json() for answer in answers if answer.status_code == 409]
    assert {(one["code"], one["winner"]) for one in losers} == {("version_conflict", winner)}
    assert desk.db.accounts.count_documents({}) == 5
    assert len(desk.sheets(claimed["ref"])) == 5


def test_blocks_taken_at_once_never_overlap(desk: Desk) -> None:
    blocks = together(*[lambda: desk.service.accounts.next_ids(7)] * 10)
    assert len({one for block in blocks for one in block}) == 70


def test_killed_after_the_decision_the_worker_stores_the_accounts(desk: Desk) -> None:
    ref = desk.decided(terminals=4)
    assert desk.db.accounts.count_documents({}) == 0
    shown = found(desk.get(f"applications/{ref}", desk.user()))
    assert shown["issued"] == {"accounts": 0, "documents": 0, "expected": 4}
    create_marked_accounts(desk.service)
    assert desk.db.accounts.count_documents({}) == 4
    shown = found(desk.get(f"applications/{ref}", desk.user()))
    assert shown["issued"] == {"accounts": 4, "documents": 0, "expected": 4}


def test_killed_between_accounts_the_rest_is_stored_and_nothing_overwritten(desk: Desk) -> None:
    ref = desk.decided(terminals=3)
    application = desk.service.applications.get(ref)
    first = application.planned_accounts[0]
    half = Account.open(first, application, real_clock.jst_date(desk.clock.now()))
    desk.service.accounts.add_missing([half])
    found(desk.patch(f"accounts/{first.id}", {"note": "もう使用中", "version": 1}, desk.user()))
    create_accounts(desk.service, ref)
    notes = {row["_id"]: row["note"] for row in desk.db.accounts.find()}
    assert notes == {first.id: "もう使用中", "W0000002": "", "W0000003": "診察室"}


def test_killed_before_the_mark_goes_the_next_run_only_takes_it(desk: Desk) -> None:
    ref = desk.decided()
    application = desk.service.applications.get(ref)
    started = real_clock.jst_date(desk.clock.now())
    accounts = [
        Account.open(planned, application, started) for planned in application.planned_accounts
    ]
    desk.service.accounts.add_missing(accounts)
    before = list(desk.db.accounts.find())
    create_marked_accounts(desk.service)
    create_marked_accounts(desk.service)
    assert list(desk.db.accounts.find()) == before
    assert desk.service.applications.refs_to_create() == []


def test_a_store_lost_after_the_decision_does_not_undo_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = desk.claimed()

    def away(*_: object) -> None:
        raise StoreAway("gone")

    path, body = f"applications/{claimed['ref']}/complete", {"version": claimed["version"]}
    who = {**desk.staff(), "Idempotency-Key": "confirm-1"}
    with monkeypatch.context() as broken:
        broken.setattr(type(desk.service.accounts), "add_missing", away)
        assert desk.post(path, body, who).status_code == 503
    assert found(desk.post(path, body, who))["issued"]["accounts"] == 3


def test_a_lost_connection_is_said_as_unavailable(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> None:
        raise AutoReconnect("gone")

    monkeypatch.setattr("pymongo.collection.Collection.find_one", lost)
    assert desk.get("applications/ABCDEF", desk.user()).status_code == 503


def test_the_day_an_account_starts_is_the_day_in_japan(desk: Desk, clock: Clock) -> None:
    account = desk.completed(terminals=1) and found(desk.get("accounts/W0000001", desk.user()))
    assert account["started_on"] == str(real_clock.jst_date(clock.now()))
