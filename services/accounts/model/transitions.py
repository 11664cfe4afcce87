"""The life of an application as data: from which state who may make which move to where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from services.accounts.model.refusals import IllegalMove


class State(StrEnum):
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    COMPLETED = "completed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.SUBMITTED: "審査待ち",
    State.IN_REVIEW: "審査中",
    State.RETURNED: "差戻し（要対応）",
    State.COMPLETED: "手続完了",
    State.REJECTED: "却下",
    State.WITHDRAWN: "取下げ",
}
OPEN = (State.SUBMITTED, State.IN_REVIEW, State.RETURNED)


@dataclass(frozen=True)
class Move:
    """`button` is what people press, `done` what the timeline says afterwards."""

    roles: tuple[str, ...]
    button: str
    done: str


_APPLICANT = ("user",)
_REVIEWER = ("reviewer", "admin")

MOVES = {
    "claim": Move(_REVIEWER, "担当する", "担当"),
    "complete": Move(_REVIEWER, "承認する", "手続完了"),
    "return": Move(_REVIEWER, "差し戻す", "差戻し"),
    "reject": Move(_REVIEWER, "却下する", "却下"),
    "resubmit": Move(_APPLICANT, "修正して再申請する", "再申請"),
    "withdraw": Move(_APPLICANT, "取り下げる", "取下げ"),
    "lapse": Move(("clock",), "期限切れにする", "期限切れによる取下げ"),
    "revoke": Move(("clock",), "取り消す", "施設を追加できないため却下"),
}

TRANSITIONS = {
    (State.SUBMITTED, "claim"): State.IN_REVIEW,
    (State.SUBMITTED, "withdraw"): State.WITHDRAWN,
    (State.IN_REVIEW, "complete"): State.COMPLETED,
    (State.IN_REVIEW, "return"): State.RETURNED,
    (State.IN_REVIEW, "reject"): State.REJECTED,
    (State.RETURNED, "resubmit"): State.SUBMITTED,
    (State.RETURNED, "withdraw"): State.WITHDRAWN,
    (State.RETURNED, "lapse"): State.WITHDRAWN,
    (State.COMPLETED, "revoke"): State.REJECTED,
}


def open_moves(state: State, role: str) -> list[str]:
    """The moves `role` may make now."""
    return [move for (at, move) in TRANSITIONS if at == state and role in MOVES[move].roles]


def destination(state: State, move: str, role: str) -> State:
    """Where the move leads; raises IllegalMove naming the moves that are open instead."""
    moves = open_moves(state, role)
    if move in moves:
        return TRANSITIONS[state, move]
    buttons = "".join(f"「{MOVES[name].button}」" for name in moves) or "ありません"
    raise IllegalMove(
        f"この申請は「{state.label}」のため、「{MOVES[move].button}」は行えません。"
        f"いま行える操作：{buttons}",
        moves=moves,
        state=str(state),
    )
