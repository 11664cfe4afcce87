"""What failed for good is read, replayed and discarded, with the calls of the operator's page."""

from __future__ import annotations

import json
from typing import Any

from deploy.bench.people import Api, Session, approve
from services.registration.demo import FACILITIES
from tests.compose.journey import People
from tests.compose.stack import Stack, until
from tests.support.handbook import adapted, blocks
from tests.support.live.people import Staff

SIGNING_IN, CALLS = blocks("Dead letters")
ROWS = FACILITIES.read_text("utf-8").splitlines()
NOBODY_ELSES = [row for row in ROWS if row.startswith("judo,")][-2:]
MOVED = (
    "import os, sys; from services.registration.settings import Settings; from shared import mongo;"
    "s = Settings.from_env(os.environ); db = mongo.database(s.common.mongo_url, 'registration');"
    "source, target, address = sys.argv[1:];"
    "db[target].insert_one(db[source].find_one_and_delete({'email': address}))"
)


class Desk:
    """An administrator's terminal, into which the lines of the page are pasted."""

    def __init__(self, stack: Stack, admin: Staff) -> None:
        self._stack = stack
        here = adapted(SIGNING_IN, {"https://portal.example.jp": stack.url})
        typed = f"{admin.email}\n{admin.password}\n{admin.code()}\n"
        remembered = "declare -p api session; declare -f token staff"
        self._terminal = stack.shell(f"{here}\n{remembered}", text=typed)

    def paste(self, part: str, event_id: str = "ID") -> Any:
        """The answer to the line of the page that has this part."""
        (line,) = [line for line in CALLS.splitlines() if part in line]
        return json.loads(self._stack.shell(f"{self._terminal}\n{line.replace('ID', event_id)}"))

    def dead(self) -> dict[str, dict[str, Any]]:
        """By the receipt number they are about."""
        letters = self.paste("state=dead")["items"]
        return {each["facts"]["subject"]: each for each in letters}


def test_what_failed_is_read_replayed_and_discarded(
    stack: Stack, api: Api, people: People, reviewer: Session
) -> None:
    """Two facilities are approved for people whom registration has mislaid; one is found again."""
    late, lost = (Waiting(stack, people, found(api, row)) for row in NOBODY_ELSES)
    for each in (late, lost):
        each.mislay()
        approve(reviewer, each.ref)
    desk = Desk(stack, admin_of(stack))
    until(lambda: {lost.ref, late.ref} <= desk.dead().keys())
    letters = desk.dead()
    assert "no user" in letters[late.ref]["cause"]
    assert desk.paste("inbox/ID |", letters[late.ref]["id"])["payload"]["ref"] == late.ref

    late.find_again()
    desk.paste("inbox/ID/replay", letters[late.ref]["id"])
    until(lambda: late.facilities() == 2)
    until(lambda: late.ref not in desk.dead())

    assert desk.paste("inbox/replay")["replayed"] == 1
    before = letters[lost.ref]
    until(lambda: desk.dead().get(lost.ref, before)["failed_at"] != before["failed_at"])
    desk.paste("inbox/ID/discard", before["id"])
    assert lost.ref not in desk.dead()
    lost.find_again()
    assert lost.facilities() == 1


class Waiting:
    """Somebody who has asked to act for a further facility too."""

    def __init__(self, stack: Stack, people: People, facility: dict[str, str]) -> None:
        self._stack, newcomer = stack, people.newcomer()
        newcomer.register()
        self._user, self._address = newcomer.enter(), newcomer.address
        self.ref = self._asked_for(facility)

    def facilities(self) -> int:
        return len(self._user.current()["user"]["facilities"])

    def mislay(self) -> None:
        self._move("users", "mislaid")

    def find_again(self) -> None:
        self._move("mislaid", "users")

    def _move(self, source: str, target: str) -> None:
        inside = ("exec", "-T", "registration", "python", "-c", MOVED)
        self._stack.compose(*inside, source, target, self._address)

    def _asked_for(self, facility: dict[str, str]) -> str:
        asked = {
            "kind": "facility",
            "facility_id": self._user.current()["user"]["facilities"][0]["id"],
            "linked_id": facility["facility_id"],
            "linked_kind": facility["kind"],
            "linked_number": facility["registration_number"],
            "linked_name": facility["name"],
            "declared": True,
        }
        return str(self._user.call("POST", "accounts/applications", asked)["ref"])


def found(api: Api, row: str) -> dict[str, str]:
    """What the lookup says about a facility of the sample."""
    kind, number, *_ = row.split(",")
    path = f"registration/facilities/lookup?kind={kind}&prefix={number[0]}&number={number[1:]}"
    return dict(api.call("GET", path))


def admin_of(stack: Stack) -> Staff:
    others = stack.demo()["staff_others"]
    return Staff(**next(each for each in others if each.pop("role") == "admin"))
