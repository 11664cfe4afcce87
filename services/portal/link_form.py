"""The 併設追加 form: a number that is looked up, and what the lookup found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.client import FieldError, Refusal, ask
from services.portal.institutions import KINDS
from services.portal.wizard import Questions

LINKABLE = {name: KINDS[name].label for name in ("judo", "ahaki")}
TICKED = "yes"
NO_KIND = FieldError("kind", "所属機関を選択してください")
NOT_DECLARED = FieldError(
    "declared", "同じ場所で開設している施術所であることを確認し、チェックを入れてください"
)


def _body(typed: Mapping[str, str]) -> dict[str, Any]:
    """Raises Refusal with every complaint when the number leads to no free facility."""
    try:
        found = _look_up(typed)
    except Refusal as refusal:
        if refusal.status not in (404, 409, 422):
            raise
        undeclared = () if typed.get("declared") == TICKED else (NOT_DECLARED,)
        raise Refusal(422, refusal.code, errors=(*refusal.errors, *undeclared)) from refusal
    return {
        "linked_id": found["facility_id"],
        "linked_kind": found["kind"],
        "linked_number": found["registration_number"],
        "linked_name": found["name"],
        "declared": typed.get("declared") == TICKED,
    }


def _look_up(typed: Mapping[str, str]) -> dict[str, Any]:
    if typed.get("kind") not in LINKABLE:
        raise Refusal(422, "invalid", errors=(NO_KIND,))
    query = {"kind": typed["kind"], "number": typed.get("reg_number", "")}
    query["prefix"] = typed.get("reg_prefix", "") if KINDS[typed["kind"]].prefixes else ""
    return ask("GET", "registration", "facilities", "lookup", params=query)


def _as_typed(answers: Mapping[str, Any]) -> dict[str, str]:
    """A correction has to be declared anew."""
    kind, number = answers["linked_kind"], answers["linked_number"]
    prefix = number[:1] if KINDS[kind].prefixes else ""
    ticked = {"declared": TICKED} if answers.get("declared") else {}
    typed = {"kind": kind, "reg_prefix": prefix, "reg_number": number.removeprefix(prefix)}
    return {**typed, **ticked}


LINK_QUESTIONS = Questions(_body, _as_typed, ("kind", "reg_prefix", "reg_number", "declared"))
