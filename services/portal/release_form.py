"""The 解除申請 form: what is typed, sent, and shown again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.typed_day import day_fields, typed_day
from services.portal.wizard import Questions

TICKED = "yes"
WANTED_END = "利用終了希望日"


def release_questions(account_id: str) -> Questions:
    """Of one account; everything else is typed."""

    def body(typed: Mapping[str, str]) -> dict[str, Any]:
        return {"account_id": account_id, **_body(typed)}

    order = ("reason", "wanted_end", "comment", "suspend_now")
    return Questions(body, _as_typed, order, days={"wanted_end": WANTED_END})


def _body(typed: Mapping[str, str]) -> dict[str, Any]:
    day, _ = typed_day(typed, "wanted_end", WANTED_END)
    texts = {name: typed.get(name, "") for name in ("reason", "comment")}
    return {**texts, "wanted_end": day, "suspend_now": typed.get("suspend_now") == TICKED}


def _as_typed(answers: Mapping[str, Any]) -> dict[str, str]:
    texts = {name: answers[name] for name in ("reason", "comment")}
    ticked = {"suspend_now": TICKED} if answers["suspend_now"] else {}
    return {**texts, **day_fields(answers["wanted_end"], "wanted_end"), **ticked}
