"""What accounts tells others looks like the samples; what others tell it is digested."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.accounts.handlers import HANDLERS
from services.accounts.usecases.start_dates import remind_of_start_dates
from shared.contracts import PUBLISHED, Envelope, Person, decode
from shared.errors import PermanentError
from tests.accounts.desk import Desk, activation, found, wrong_code
from tests.accounts.grants import approved, notice, started, today
from tests.accounts.test_links import linked
from tests.accounts.test_releases import asked, decided
from tests.support.tokens import FACILITY

SAMPLES = Path(__file__).parents[2] / "shared" / "contracts" / "samples"

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


def news_of(desk: Desk, *refs: str) -> list[Envelope]:
    return [news for ref in refs for news in desk.news("applications", ref)]


def told_of_applications(desk: Desk) -> list[Envelope]:
    """One is returned and taken back, one rejected."""
    returned = desk.returned()
    withdrawal = {"version": returned["version"]}
    found(desk.post(f"applications/{returned['ref']}/withdraw", withdrawal, desk.user()))
    rejected = desk.claimed()
    decision = {"version": rejected["version"], "comment": "対象外です"}
    found(desk.post(f"applications/{rejected['ref']}/reject", decision, desk.staff()))
    return news_of(desk, returned["ref"], rejected["ref"])


def told_of_an_account(desk: Desk) -> list[Envelope]:
    """It is set up, locked, suspended, resumed, given a new sheet and released."""
    completed = desk.completed(terminals=1)["ref"]
    sheet = desk.sheets(completed)[0]
    found(desk.post("terminals", activation(sheet)), 201)
    answers = [desk.post("terminals/check", wrong_code(sheet)).status_code for _ in range(5)]
    assert answers[-1] == 429
    for version, move in enumerate(("suspend", "resume", "reissue"), 2):
        decision = {"reason": "電話での依頼", "version": version}
        found(desk.post(f"accounts/{sheet['id']}/{move}", decision, desk.staff()))
    release = decided(desk, asked(desk, account_id=sheet["id"])["ref"])["ref"]
    return news_of(desk, completed, release) + desk.news("accounts", sheet["id"])


def told_of_a_start(desk: Desk) -> list[Envelope]:
    """Nobody registers the 運用開始日 until the reminder."""
    desk.completed(terminals=1)
    desk.clock.forward(days=14)
    remind_of_start_dates(desk.service)
    day = {"day": today(desk), "version": 2}
    found(desk.put(f"start-dates/{FACILITY['id']}", day, desk.user()))
    return desk.news("start_dates", FACILITY["id"])


def told_of_a_grant(desk: Desk) -> list[Envelope]:
    started(desk)
    issuer, confirmer = desk.staff(name="発行花子"), desk.staff(name="確認次郎")
    issued = found(notice(desk, "issue", approved(desk), issuer, decided_on=today(desk)))
    found(notice(desk, "confirm", issued, confirmer))
    return news_of(desk, issued["ref"])


def told_of_a_second_facility(desk: Desk) -> list[Envelope]:
    wish = found(desk.post("applications", linked(), desk.user()), 201)
    return news_of(desk, decided(desk, wish["ref"])["ref"])


STORIES = {
    told_of_applications: {
        "ApplicationSubmitted", "ApplicationReturned", "ApplicationWithdrawn",
        "ApplicationRejected",
    },
    told_of_an_account: {
        "ApplicationSubmitted", "ApplicationCompleted", "TerminalActivated", "ActivationLocked",
        "AccountSuspended", "AccountResumed", "CredentialsReissued", "ReleaseApproved",
        "AccountReleased",
    },
    told_of_a_start: {"StartDateReminderDue", "StartDateRegistered"},
    told_of_a_grant: {"ApplicationSubmitted", "GrantDecided"},
    told_of_a_second_facility: {"ApplicationSubmitted", "FacilityLinkApproved"},
}  # fmt: skip


def test_every_event_is_told_in_some_story() -> None:
    ours = {event.__name__ for event in PUBLISHED["accounts"]}
    assert set().union(*STORIES.values()) == ours


@pytest.mark.parametrize("story", STORIES)
def test_what_is_told_has_the_shape_of_its_sample(
    desk: Desk, story: Callable[[Desk], list[Envelope]]
) -> None:
    told = {news.type: news for news in story(desk)}
    assert set(told) == STORIES[story]
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
