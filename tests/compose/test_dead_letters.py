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
HEAD, *ROWS = FACILITIES.read_text("utf-8").splitlines()
NOBODY_ELSES = [row for row in ROWS if row.startswith("judo,")][-2:]


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
    """Two facilities close before somebody may act for them; one of them opens again."""
    facilities = [found(api, row) for row in NOBODY_ELSES]
    say(stack, *NOBODY_ELSES, status="closed")
    newcomer = people.newcomer()
    newcomer.register()
    user = newcomer.enter()
    lost, late = [linked(user, reviewer, each) for each in facilities]
    desk = Desk(stack, admin_of(stack))
    until(lambda: {lost, late} <= desk.dead().keys())
    letters = desk.dead()
    assert "no open facility" in letters[late]["cause"]
    assert desk.paste("inbox/ID |", letters[late]["id"])["payload"]["ref"] == late

    say(stack, NOBODY_ELSES[1], status="open")
    desk.paste("inbox/ID/replay", letters[late]["id"])
    until(lambda: len(user.current()["user"]["facilities"]) == 2)
    until(lambda: late not in desk.dead())

    assert desk.paste("inbox/replay")["replayed"] == 1
    until(lambda: desk.dead().get(lost, letters[lost])["failed_at"] != letters[lost]["failed_at"])
    desk.paste("inbox/ID/discard", letters[lost]["id"])
    assert lost not in desk.dead()
    assert len(user.current()["user"]["facilities"]) == 2


def found(api: Api, row: str) -> dict[str, str]:
    """What the lookup says about a facility of the sample."""
    kind, number, *_ = row.split(",")
    path = f"registration/facilities/lookup?kind={kind}&prefix={number[0]}&number={number[1:]}"
    return dict(api.call("GET", path))


def say(stack: Stack, *rows: str, status: str) -> None:
    """In the facilities master."""
    table = "\n".join([HEAD, *(row.replace(",open", f",{status}") for row in rows), ""])
    imported = ("run", "--rm", "-T", "tools", "facilities", "import", "/dev/stdin")
    assert f"更新 {len(rows)}件" in stack.compose(*imported, text=table)


def linked(user: Session, reviewer: Session, facility: dict[str, str]) -> str:
    """The receipt number of an approved application to act for this facility too."""
    asked = {
        "kind": "facility",
        "facility_id": user.current()["user"]["facilities"][0]["id"],
        "linked_id": facility["facility_id"],
        "linked_kind": facility["kind"],
        "linked_number": facility["registration_number"],
        "linked_name": facility["name"],
        "declared": True,
    }
    ref = str(user.call("POST", "accounts/applications", asked)["ref"])
    approve(reviewer, ref)
    return ref


def admin_of(stack: Stack) -> Staff:
    others = stack.demo()["staff_others"]
    return Staff(**next(each for each in others if each.pop("role") == "admin"))
