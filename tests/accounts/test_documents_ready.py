"""What accounts hears: sheets are ready, users changed."""

from __future__ import annotations

from collections import Counter

import pytest

from services.accounts.handlers import HANDLERS
from shared import clock as real_clock
from shared.contracts import ApplicationDocumentsReady, Envelope, Person, StoredSheet, UserActivated
from shared.errors import PermanentError
from tests.accounts.desk import Desk, found
from tests.support.tokens import FACILITY


def documents_ready(desk: Desk, ref: str) -> Envelope:
    ids = [sheet["id"] for sheet in desk.sheets(ref)]
    data = ApplicationDocumentsReady(
        ref=ref,
        kind="start",
        facility_id=FACILITY["id"],
        user_id="user-1",
        recipient=Person("hanako@example.jp", "山田", "花子"),
        accounts=[StoredSheet(one, f"{one}-1", "0" * 64, 12345) for one in ids],
    )
    return Envelope("event-1", "documents", ref, desk.clock.now(), data, aggregateversion=4)


def user_activated(version: int, email: str) -> Envelope:
    data = UserActivated("user-1", email, "山田", "花子", [], [])
    time = real_clock.now()
    return Envelope(f"event-{email}-{version}", "registration", "user-1", time, data, version)


def handle(desk: Desk, envelope: Envelope) -> None:
    HANDLERS[type(envelope.data)](envelope, desk.service)


def test_ready_documents_are_published_with_their_accounts(desk: Desk) -> None:
    ref = desk.completed()["ref"]
    handle(desk, documents_ready(desk, ref))
    shown = found(desk.get(f"applications/{ref}", desk.user()))
    assert shown["issued"] == {"accounts": 3, "documents": 3, "expected": 3}
    assert shown["timeline"][-1]["label"] == "掲載済み"
    account = found(desk.get("accounts/W0000002", desk.user()))
    assert (account["document_id"], account["version"]) == ("W0000002-1", 1)


def test_ready_documents_may_overtake_the_accounts_and_come_twice(desk: Desk) -> None:
    ref = desk.decided()
    for _ in range(2):
        handle(desk, documents_ready(desk, ref))
    assert [row["document_id"] for row in desk.db.accounts.find().sort("_id")] == [
        "W0000001-1",
        "W0000002-1",
        "W0000003-1",
    ]
    timeline = found(desk.get(f"applications/{ref}", desk.user()))["timeline"]
    assert Counter(line["what"] for line in timeline)["publish"] == 1


def test_documents_of_an_application_that_was_never_ours_are_given_up(desk: Desk) -> None:
    envelope = documents_ready(desk, desk.completed()["ref"])
    stranger = Envelope(
        "event-2",
        "documents",
        "ZZZZZZ",
        envelope.time,
        ApplicationDocumentsReady("ZZZZZZ", "start", "f", "u", Person("a@b.jp", "a", "b"), []),
        1,
    )
    with pytest.raises(PermanentError):
        handle(desk, stranger)


def test_mail_goes_to_the_newest_profile_known(desk: Desk) -> None:
    claimed = desk.claimed()
    handle(desk, user_activated(7, "new@example.jp"))
    handle(desk, user_activated(6, "old@example.jp"))
    handle(desk, user_activated(7, "again@example.jp"))
    path, body = f"applications/{claimed['ref']}/complete", {"version": claimed["version"]}
    found(desk.post(path, body, desk.staff()))
    completed = desk.news("applications", claimed["ref"])[-1].data
    assert completed.recipient.email == "new@example.jp"
