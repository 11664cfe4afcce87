"""併設: what is asked, approved, and refused after all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.accounts.handlers import HANDLERS
from shared.contracts import (
    ApplicationRejected,
    Envelope,
    FacilityLinkApproved,
    FacilityLinkRefused,
    FacilityRef,
    UserChanged,
    decode,
)
from shared.errors import PermanentError
from tests.accounts.desk import OTHER_FACILITY, Desk, found, messages
from tests.support.tokens import FACILITY

SAMPLES = Path(__file__).parents[2] / "shared" / "contracts" / "samples"
TAKEN = "この施術所はすでに別のユーザーの施設として登録されています。"


def linked(**changes: object) -> dict[str, object]:
    """A filled 併設追加申請."""
    return {
        "kind": "facility",
        "facility_id": FACILITY["id"],
        "linked_id": OTHER_FACILITY["id"],
        "linked_kind": OTHER_FACILITY["kind"],
        "linked_number": OTHER_FACILITY["registration_number"],
        "linked_name": OTHER_FACILITY["name"],
        "declared": True,
        **changes,
    }


def asked(desk: Desk) -> dict[str, Any]:
    return found(desk.post("applications", linked(), desk.user()), 201)


def claimed(desk: Desk) -> dict[str, Any]:
    return found(desk.post(f"applications/{asked(desk)['ref']}/claim", {}, desk.staff()))


def decided(desk: Desk, seen: dict[str, Any], status: int = 200) -> dict[str, Any]:
    path, body = f"applications/{seen['ref']}/complete", {"version": seen["version"]}
    return found(desk.post(path, body, desk.staff()), status)


@pytest.fixture
def approved(desk: Desk) -> dict[str, Any]:
    return decided(desk, claimed(desk))


def heard(desk: Desk, data: Any) -> None:
    said: Envelope = decode((SAMPLES / f"{type(data).__name__}.v1.json").read_text("utf-8"))
    HANDLERS[type(data)](replace(said, data=data), desk.service)


def refuse(desk: Desk, ref: str, reason: str = "taken") -> None:
    heard(desk, FacilityLinkRefused("user-1", ref, OTHER_FACILITY["id"], reason))


def belongs_to(desk: Desk, user_id: str, *facilities: dict[str, str]) -> None:
    own = [FacilityRef(**facility) for facility in facilities]
    heard(desk, UserChanged(user_id, "x@example.jp", "見本", "次郎", own, ["facilities"]))


def test_an_approved_link_is_told_to_registration(desk: Desk) -> None:
    done = decided(desk, claimed(desk))
    assert (done["kind_label"], done["terminals"]) == ("併設追加申請", None)
    assert (done["state"], done["issued"]) == ("completed", None)
    told = desk.news("applications", done["ref"])[-1].data
    assert told == FacilityLinkApproved(done["ref"], "user-1", OTHER_FACILITY["id"])


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"declared": False}, ["declared"]),
        ({"linked_kind": "kenshin"}, ["linked_kind"]),
        ({"linked_id": "", "linked_name": ["x"]}, ["linked_id", "linked_name"]),
        ({"linked_number": "1" * 41}, ["linked_number"]),
    ],
)
def test_a_link_is_checked(desk: Desk, changes: dict[str, object], fields: list[str]) -> None:
    answer = desk.post("applications", linked(**changes), desk.user())
    assert sorted(messages(answer)) == sorted(fields)


def test_nobody_links_a_facility_to_itself(desk: Desk) -> None:
    body = linked(linked_id=FACILITY["id"])
    assert found(desk.post("applications", body, desk.user()), 409)["code"] == "linked_already"


def test_nobody_asks_for_what_is_theirs_already(desk: Desk) -> None:
    belongs_to(desk, "user-1", FACILITY, OTHER_FACILITY)
    for path in ("applications/check", "applications"):
        assert found(desk.post(path, linked(), desk.user()), 409)["code"] == "linked_already"


def test_nobody_asks_for_what_is_known_to_be_somebody_elses(desk: Desk) -> None:
    belongs_to(desk, "user-2", OTHER_FACILITY)
    for path in ("applications/check", "applications"):
        assert found(desk.post(path, linked(), desk.user()), 409)["code"] == "linked_to_another"


def test_nobody_approves_what_is_known_to_be_somebody_elses(desk: Desk) -> None:
    seen = claimed(desk)
    belongs_to(desk, "user-2", OTHER_FACILITY)
    refusal = decided(desk, seen, 409)
    assert refusal["code"] == "linked_to_another"
    assert refusal["detail"].startswith("この施術所は、すでに別のユーザーの施設")
    assert [news.type for news in desk.news("applications", seen["ref"])] == [
        "ApplicationSubmitted"
    ]


def test_a_refused_link_ends_as_a_refused_application(desk: Desk, approved: dict[str, Any]) -> None:
    refuse(desk, approved["ref"])
    shown = found(desk.get(f"applications/{approved['ref']}", desk.user()))
    assert (shown["state"], shown["moves"]) == ("rejected", [])
    assert shown["comment"].startswith(TAKEN)
    last = shown["timeline"][-1]
    assert (last["label"], last["by"]) == ("施設を追加できないため却下", "システム")
    assert last["comment"] == shown["comment"]
    told = desk.news("applications", approved["ref"])[-1].data
    assert isinstance(told, ApplicationRejected)
    assert (told.recipient.email, told.comment) == ("hanako@example.jp", shown["comment"])


def test_a_refusal_counts_once_however_often_it_is_heard(
    desk: Desk, approved: dict[str, Any]
) -> None:
    for _ in range(3):
        refuse(desk, approved["ref"])
    told = [news.type for news in desk.news("applications", approved["ref"])]
    assert told.count("ApplicationRejected") == 1


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("taken", TAKEN),
        ("closed", "この施術所は、施術所マスタで無効になっています。"),
        ("unknown", "この施術所が見つかりません。"),
    ],
)
def test_every_reason_is_said_in_words(
    desk: Desk, approved: dict[str, Any], reason: str, said: str
) -> None:
    refuse(desk, approved["ref"], reason)
    shown = found(desk.get(f"applications/{approved['ref']}", desk.user()))
    assert shown["comment"].startswith(said)


def test_the_facility_can_be_asked_for_again(desk: Desk, approved: dict[str, Any]) -> None:
    refuse(desk, approved["ref"])
    assert asked(desk)["ref"] != approved["ref"]


def test_who_decides_on_what_was_refused_meanwhile_is_told_why(
    desk: Desk, approved: dict[str, Any]
) -> None:
    refuse(desk, approved["ref"])
    refusal = decided(desk, approved, 409)
    assert refusal["winner"] == "システム"
    assert refusal["detail"] == "施設を追加できなかったため、この申請は却下になりました"


def test_only_approved_links_are_refused(desk: Desk) -> None:
    for ref in ("ZZZZZZ", desk.completed()["ref"]):
        with pytest.raises(PermanentError):
            refuse(desk, ref)
