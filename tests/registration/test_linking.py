"""併設: a user gets a further facility, if it is still free."""

from __future__ import annotations

import pytest

from services.registration.handlers import HANDLERS
from services.registration.usecases.linking import link_facility
from services.registration.usecases.ports import Desk
from shared.contracts import FacilityLinkApproved, UserChanged, consumed_by
from shared.errors import PermanentError
from tests.registration.conftest import NUMBERS, Api

FIRST, SECOND = NUMBERS[0].facility_id, NUMBERS[1].facility_id


@pytest.fixture
def user_id(api: Api) -> str:
    api.activated()
    return api.db["users"].find_one({"activated_at": {"$exists": True}})["_id"]


def facilities(api: Api) -> list[str]:
    user = api.db["users"].find_one({"activated_at": {"$exists": True}})
    return [facility["id"] for facility in user["facilities"]]


def test_registration_hears_of_approved_links() -> None:
    assert FacilityLinkApproved in consumed_by("registration")
    assert FacilityLinkApproved in HANDLERS


def test_the_facility_is_the_users_and_everybody_hears_of_it_once(
    api: Api, desk: Desk, user_id: str
) -> None:
    for _ in range(3):
        link_facility(desk, user_id, SECOND)
    assert facilities(api) == [FIRST, SECOND]
    told = [envelope.data for envelope in api.events("UserChanged")]
    assert [type(one) for one in told] == [UserChanged]
    assert told[0].changed == ["facilities"]
    assert [facility.id for facility in told[0].facilities] == [FIRST, SECOND]


def test_the_next_request_shows_it(api: Api, desk: Desk, user_id: str) -> None:
    secret = api.sign_in().json["secret"]
    link_facility(desk, user_id, SECOND)
    session = api("GET", "sessions/current", Authorization=f"Session {secret}").json
    assert [facility["id"] for facility in session["user"]["facilities"]] == [FIRST, SECOND]


def test_a_linked_facility_is_taken_for_everybody_else(api: Api, desk: Desk, user_id: str) -> None:
    link_facility(desk, user_id, SECOND)
    assert desk.store.users.holds(SECOND)


def test_somebody_elses_facility_stays_theirs(api: Api, desk: Desk, user_id: str) -> None:
    api.activated("other@example.jp", reg_prefix="協")
    with pytest.raises(PermanentError):
        link_facility(desk, user_id, SECOND)
    holder = api.db["users"].find_one({"email": "other@example.jp"})
    assert [facility["id"] for facility in holder["facilities"]] == [SECOND]
    assert not api.events("UserChanged")


@pytest.mark.parametrize("facility_id", ["judo:0", "{}"])
def test_an_unknown_facility_is_for_staff_to_look_at(
    desk: Desk, user_id: str, facility_id: str
) -> None:
    with pytest.raises(PermanentError):
        link_facility(desk, user_id, facility_id)


def test_an_unknown_user_is_for_staff_to_look_at(desk: Desk) -> None:
    with pytest.raises(PermanentError):
        link_facility(desk, "nobody", SECOND)
