"""What accounts tells others looks like the samples; what others tell it is digested."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.accounts.handlers import HANDLERS
from services.accounts.model.actor import CLOCK
from shared.contracts import PUBLISHED, Envelope, Person, decode
from shared.errors import PermanentError
from tests.accounts.desk import Desk, activation, found, wrong_code

SAMPLES = Path(__file__).parents[2] / "shared" / "contracts" / "samples"

TOLD_BY_OTHER_STORIES = {
    "StartDateRegistered",
    "StartDateReminderDue",
    "ReleaseApproved",
    "GrantDecided",
    "FacilityLinkApproved",
}
NOT_OURS = {
    "ApplicationDocumentsReady": "no application",
    "ReissuedDocumentReady": "no account",
    "DecisionNoticeReady": "no decided grant",
    "FacilityLinkRefused": "no link",
}


def sample(event: str) -> str:
    return (SAMPLES / f"{event}.v1.json").read_text("utf-8")


def shape(value: Any) -> Any:
    """Names and types, without the values."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return shape(value[0])
    return type(value)


def everything_told(desk: Desk) -> dict[str, Envelope]:
    """One of each event, by the shortest story that tells them all."""
    returned = desk.returned()
    withdrawal = {"version": returned["version"]}
    found(desk.post(f"applications/{returned['ref']}/withdraw", withdrawal, desk.user()))
    rejected = desk.claimed()
    decision = {"version": rejected["version"], "comment": "対象外です"}
    found(desk.post(f"applications/{rejected['ref']}/reject", decision, desk.staff()))
    completed = desk.completed(terminals=1)["ref"]
    sheet = desk.sheets(completed)[0]
    found(desk.post("terminals", activation(sheet)), 201)
    answers = [desk.post("terminals/check", wrong_code(sheet)).status_code for _ in range(5)]
    assert answers[-1] == 429
    suspended, account_id = {"reason": "紛失", "version": 2}, sheet["id"]
    found(desk.post(f"accounts/{account_id}/suspend", suspended, desk.staff()))
    resumed = {"reason": "発見", "version": 3}
    found(desk.post(f"accounts/{account_id}/resume", resumed, desk.staff()))
    reissued = {"reason": "漏えい", "version": 4}
    found(desk.post(f"accounts/{account_id}/reissue", reissued, desk.staff()))
    account = desk.service.accounts.get(account_id)
    ended = account.release("閉院", CLOCK, desk.clock.now())
    assert desk.service.accounts.save(account, ended)
    refs = (returned["ref"], rejected["ref"], completed)
    told = [news for ref in refs for news in desk.news("applications", ref)]
    told += desk.news("accounts", sheet["id"])
    return {news.type: news for news in told}


def test_every_event_is_told_in_the_shape_of_its_sample(desk: Desk) -> None:
    told = everything_told(desk)
    assert set(told) | TOLD_BY_OTHER_STORIES == {e.__name__ for e in PUBLISHED["accounts"]}
    for name, envelope in told.items():
        made, wanted = envelope.to_dict(), json.loads(sample(name))
        assert shape(made["data"]) == shape(wanted["data"]), name
        assert made["source"] == wanted["source"]
        assert (made.get("journey") is None) == (wanted.get("journey") is None)


@pytest.mark.parametrize("event", [event.__name__ for event in HANDLERS])
def test_every_sample_heard_is_digested(desk: Desk, event: str) -> None:
    envelope = decode(sample(event))
    if event in NOT_OURS:
        with pytest.raises(PermanentError, match=NOT_OURS[event]):
            HANDLERS[type(envelope.data)](envelope, desk.service)
    else:
        HANDLERS[type(envelope.data)](envelope, desk.service)
        told = envelope.data
        person = Person(told.email, told.family_name, told.given_name)
        assert desk.service.profiles.person(told.user_id) == person


def test_a_copy_of_a_profile_never_goes_back(desk: Desk) -> None:
    newer = decode(sample("UserChanged"))
    older = replace(newer, aggregateversion=2, data=replace(newer.data, family_name="佐藤"))
    for envelope in (newer, older):
        HANDLERS[type(envelope.data)](envelope, desk.service)
    assert desk.service.profiles.person(newer.data.user_id).family_name == "山田"
    latest = replace(older, aggregateversion=4)
    HANDLERS[type(latest.data)](latest, desk.service)
    assert desk.service.profiles.person(newer.data.user_id).family_name == "佐藤"
