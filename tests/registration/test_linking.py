"""併設: a user gets a further facility, if it is still free, or accounts hears why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.registration.handlers import HANDLERS
from services.registration.model.facilities import CLOSED, OPEN
from services.registration.model.users import User
from services.registration.usecases.ports import Desk
from shared.contracts import FacilityLinkApproved, UserChanged, consumed_by, decode
from shared.errors import PermanentError
from tests.registration.conftest import NUMBERS, Api

FIRST, SECOND = NUMBERS[0].facility_id, NUMBERS[1].facility_id
REF = "7K2M9Q"
SAMPLES = Path(__file__).parents[2] / "shared" / "contracts" / "samples"
Hear = Callable[..., None]


@pytest.fixture
def user_id(api: Api) -> str:
    api.activated()
    return api.db["users"].find_one({"activated_at": {"$exists": True}})["_id"]


@pytest.fixture
def hear(desk: Desk, user_id: str) -> Hear:
    """What accounts said arrives."""

    def arrive(facility_id: str = SECOND, *, ref: str = REF, user: str = user_id) -> None:
        said = decode((SAMPLES / "FacilityLinkApproved.v1.json").read_text("utf-8"))
        link = FacilityLinkApproved(ref, user, facility_id)
        HANDLERS[FacilityLinkApproved](replace(said, id=f"approval-of-{ref}", data=link), desk)

    return arrive


def facilities(api: Api, email: str = "hanako@example.jp") -> list[str]:
    user = api.db["users"].find_one({"email": email})
    return [facility["id"] for facility in user["facilities"]]


def refusals(api: Api) -> list[Any]:
    return [envelope.data for envelope in api.events("FacilityLinkRefused")]


def test_registration_hears_of_approved_links() -> None:
    assert FacilityLinkApproved in consumed_by("registration")
    assert FacilityLinkApproved in HANDLERS


def test_the_facility_is_the_users_and_everybody_hears_of_it_once(api: Api, hear: Hear) -> None:
    for _ in range(3):
        hear()
    assert facilities(api) == [FIRST, SECOND]
    told = [envelope.data for envelope in api.events("UserChanged")]
    assert [type(one) for one in told] == [UserChanged]
    assert told[0].changed == ["facilities"]
    assert [facility.id for facility in told[0].facilities] == [FIRST, SECOND]
    assert refusals(api) == []


def test_the_next_request_shows_it(api: Api, hear: Hear) -> None:
    secret = api.sign_in().json["secret"]
    hear()
    session = api("GET", "sessions/current", Authorization=f"Session {secret}").json
    assert [facility["id"] for facility in session["user"]["facilities"]] == [FIRST, SECOND]


def test_a_linked_facility_is_taken_for_everybody_else(desk: Desk, hear: Hear) -> None:
    hear()
    assert desk.store.users.holds(SECOND)


def test_somebody_elses_facility_stays_theirs_and_accounts_hears_of_it_once(
    api: Api, hear: Hear, user_id: str
) -> None:
    api.activated("other@example.jp", reg_prefix="協")
    for _ in range(3):
        hear()
    assert (facilities(api), facilities(api, "other@example.jp")) == ([FIRST], [SECOND])
    assert not api.events("UserChanged")
    [envelope] = api.events("FacilityLinkRefused")
    told = envelope.data
    assert (told.user_id, told.ref, told.facility_id) == (user_id, REF, SECOND)
    assert (told.reason, envelope.journey) == ("taken", REF)


def test_who_takes_it_at_the_last_moment_keeps_it(
    api: Api, desk: Desk, hear: Hear, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, holders = desk.store.users.save, ["other@example.jp"]

    def slow(user: User, cause: str | None = None) -> bool:
        if holders:
            api.activated(holders.pop(), reg_prefix="協")
        return save(user, cause)

    monkeypatch.setattr(desk.store.users, "save", slow)
    hear()
    assert (facilities(api), facilities(api, "other@example.jp")) == ([FIRST], [SECOND])
    assert [told.reason for told in refusals(api)] == ["taken"]


def test_what_was_refused_stays_refused(api: Api, hear: Hear) -> None:
    shut(api)
    hear()
    shut(api, OPEN)
    hear()
    assert facilities(api) == [FIRST]
    hear(ref="2P6Q9S")
    assert facilities(api) == [FIRST, SECOND]
    assert [told.ref for told in refusals(api)] == [REF]


@pytest.mark.parametrize("facility_id", ["judo:0", "{}"])
def test_an_unknown_facility_is_refused(api: Api, hear: Hear, facility_id: str) -> None:
    hear(facility_id)
    assert [told.reason for told in refusals(api)] == ["unknown"]


def test_a_closed_facility_is_refused(api: Api, hear: Hear) -> None:
    shut(api)
    hear()
    assert [told.reason for told in refusals(api)] == ["closed"]


def test_an_unknown_user_is_for_staff_to_look_at(hear: Hear) -> None:
    with pytest.raises(PermanentError):
        hear(user="nobody")


def shut(api: Api, status: str = CLOSED) -> None:
    api.db["facilities"].update_one({"_id": SECOND}, {"$set": {"status": status}})
