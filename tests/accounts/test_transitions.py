"""Every state × move × role, through the HTTP edge."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.accounts.model.transitions import MOVES, TRANSITIONS, State
from shared import clock as real_clock
from tests.accounts.desk import Desk, Headers, form, found

USER, STAFF = ("user",), ("viewer", "reviewer", "admin")
REVIEWERS = ("reviewer", "admin")
MAY = {
    "claim": REVIEWERS,
    "complete": REVIEWERS,
    "return": REVIEWERS,
    "reject": REVIEWERS,
    "resubmit": USER,
    "withdraw": USER,
}
LEADS = {
    ("submitted", "claim"): "in_review",
    ("submitted", "withdraw"): "withdrawn",
    ("in_review", "complete"): "completed",
    ("in_review", "return"): "returned",
    ("in_review", "reject"): "rejected",
    ("returned", "resubmit"): "submitted",
    ("returned", "withdraw"): "withdrawn",
}
ROAD = {
    "submitted": (),
    "in_review": ("claim",),
    "returned": ("claim", "return"),
    "completed": ("claim", "complete"),
    "rejected": ("claim", "reject"),
    "withdrawn": ("withdraw",),
}
BUTTONS = {name: move.button for name, move in MOVES.items()}


class Applicants:
    """A fresh facility for every application, since each has one open place."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.count = desk, 0

    def application_in(self, state: str) -> dict[str, Any]:
        self.count += 1
        application = self.desk.submitted(self.desk.user_of(self.count), terminals=1)
        for move in ROAD[state]:
            application = found(self.make(move, application, MAY[move][0]))
        assert application["state"] == state
        return application

    def who(self, role: str) -> Headers:
        """The newest application's own applicant, or staff."""
        return self.desk.user_of(self.count) if role == "user" else self.desk.staff(role)

    def shown_moves(self, application: dict[str, Any], role: str) -> list[str]:
        return found(self.desk.get(f"applications/{application['ref']}", self.who(role)))["moves"]

    def make(self, move: str, application: dict[str, Any], role: str) -> TestResponse:
        """The answer to a move that is complete in every other respect."""
        body = {
            **form(terminals=1),
            "version": application["version"],
            "comment": "理由",
            "deadline": str(real_clock.jst_date(real_clock.now()) + timedelta(days=7)),
        }
        return self.desk.post(f"applications/{application['ref']}/{move}", body, self.who(role))


def test_the_table_is_the_one_written_here() -> None:
    people = {key: to for key, to in TRANSITIONS.items() if key[1] in MAY}
    assert {(str(state), move): str(to) for (state, move), to in people.items()} == LEADS
    assert {move: MOVES[move].roles for move in MAY} == MAY
    assert set(ROAD) == {str(state) for state in State}


@pytest.mark.parametrize("role", USER + STAFF)
@pytest.mark.parametrize("state", ROAD)
def test_every_move(desk: Desk, state: str, role: str) -> None:
    applicants = Applicants(desk)
    open_now = [move for (at, move) in LEADS if at == state and role in MAY[move]]
    for move, roles in MAY.items():
        application = applicants.application_in(state)
        assert applicants.shown_moves(application, role) == open_now
        answer = applicants.make(move, application, role)
        if role not in roles:
            assert found(answer, 403)["code"] == "forbidden"
        elif move in open_now:
            assert found(answer)["state"] == LEADS[state, move]
        else:
            refusal = found(answer, 409)
            assert (refusal["code"], refusal["state"]) == ("illegal_move", state)
            assert refusal["moves"] == open_now
            assert all(f"「{BUTTONS[name]}」" in refusal["detail"] for name in [move, *open_now])
