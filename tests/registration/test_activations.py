"""The link in the confirmation mail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from services.registration.app import create_app
from services.registration.settings import Settings
from tests.registration.conftest import Api, Clock, Db


def press(api: Api, token: str) -> Any:
    return api.post("activations", {"token": token})


def look(api: Api, token: str) -> Any:
    return api.post("activations/preview", {"token": token})


def both(api: Api, token: str) -> tuple[int, str]:
    """Looking and pressing give the same refusal."""
    seen, pressed = look(api, token), press(api, token)
    assert (seen.status_code, seen.json["code"]) == (pressed.status_code, pressed.json["code"])
    return pressed.status_code, pressed.json["code"]


def test_looking_five_times_changes_nothing(api: Api, db: Db) -> None:
    api.register()
    token = api.token()
    before = list(db.users.find())
    for _ in range(5):
        seen = look(api, token)
        assert seen.status_code == 200
        assert seen.json["masked_email"] == "h***@example.jp"
        assert seen.json["facility_name"] == "見本 契0123456-7-8"
    assert list(db.users.find()) == before
    assert press(api, token).json == {"email": "hanako@example.jp"}


def test_pressing_activates_and_tells_the_whole_profile_in_the_same_write(api: Api, db: Db) -> None:
    api.register()
    press(api, api.token())
    [user] = db.users.find()
    assert user["state"] == "active"
    assert {"padding", "purge_at"}.isdisjoint(user)
    [envelope] = api.events("UserActivated")
    assert envelope.aggregateversion == user["version"] == 2
    assert envelope.data.email == "hanako@example.jp"
    [facility] = envelope.data.facilities
    assert vars(facility) == {
        "id": "judo-kei012345678",
        "kind": "judo",
        "registration_number": "契0123456-7-8",
        "institution_code": "1234567890",
        "name": "見本 契0123456-7-8",
    }


def test_a_link_works_once(api: Api) -> None:
    api.register()
    token = api.token()
    press(api, token)
    assert both(api, token) == (410, "token_used")
    assert len(api.events("UserActivated")) == 1


def test_pressing_twice_at_once_activates_once(api: Api, settings: Settings, now: Clock) -> None:
    api.register()
    token, app = api.token(), create_app(settings, now)

    def one(_: int) -> int:
        answer = app.test_client().post("/api/registration/activations", json={"token": token})
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(8))) == [200] + [410] * 7
    assert len(api.events("UserActivated")) == 1


def test_unknown_and_damaged_links(api: Api) -> None:
    api.register()
    token = api.token()
    assert both(api, "x" * 27) == (404, "token_unknown")
    assert both(api, token[:20]) == (404, "token_unknown")
    assert look(api, f" <{token}>。\r\n").status_code == 200


def test_a_link_dies_after_a_day_and_can_be_renewed_for_a_week(api: Api, now: Clock) -> None:
    api.register()
    token = api.token()
    now.forward(hours=23, minutes=59)
    assert look(api, token).status_code == 200
    now.forward(minutes=1)
    assert both(api, token) == (410, "token_expired")
    problem = look(api, token).json
    assert problem["can_resend"] is True
    assert problem["sent_at"].endswith("Z")
    now.forward(days=6)
    assert look(api, token).json["can_resend"] is False


def test_a_newer_link_ends_the_older_one_of_the_same_registration_only(
    api: Api, now: Clock
) -> None:
    api.register()
    first = api.token()
    api.register(kind="ahaki", reg_number="0123456789")
    other = api.token()
    now.forward(seconds=60)
    api.post("registrations/resend", {"token": first})
    assert both(api, first) == (410, "token_superseded")
    assert look(api, first).json["newer_sent_at"].endswith("Z")
    assert look(api, other).status_code == 200
    assert press(api, api.token()).status_code == 200


def test_of_two_people_for_one_facility_the_first_to_press_wins(api: Api) -> None:
    api.register("a@example.jp")
    first = api.token()
    api.register("b@example.jp")
    second = api.token()
    assert press(api, first).status_code == 200
    assert both(api, second) == (410, "facility_taken")


def test_two_presses_for_one_facility_at_once_let_one_through(
    api: Api, settings: Settings, now: Clock
) -> None:
    tokens = []
    for number in range(6):
        api.register(f"u{number}@example.jp")
        tokens.append(api.token())
    app = create_app(settings, now)

    def one(token: str) -> str:
        answer = app.test_client().post("/api/registration/activations", json={"token": token})
        return str(answer.json.get("code", "activated"))

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(one, tokens))
    assert outcomes == ["activated"] + ["facility_taken"] * 5
    assert len(api.events("UserActivated")) == 1


def test_a_second_registration_of_an_active_address_counts_as_done(api: Api) -> None:
    api.register()
    first = api.token()
    api.register(kind="ahaki", reg_number="0123456789")
    second = api.token()
    press(api, first)
    assert both(api, second) == (410, "token_used")


def test_the_link_of_a_known_address_went_to_nobody(api: Api, db: Db) -> None:
    api.activated()
    api.register(kind="ahaki", reg_number="0123456789")
    kinds = [envelope.type for envelope in api.events()]
    assert kinds.count("RegistrationSubmitted") == 1
    assert kinds.count("ExistingAddressRegistered") == 1
