"""What a reviewer can do with an application, in the words of the buttons, and the forms behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.portal.client import FieldError, Refusal
from services.portal.typed_day import typed_day
from shared.clock import ja_date

DEADLINE = "再申請期限"


@dataclass(frozen=True)
class Decision:
    """`reason` labels the comment the applicant gets, where there has to be one."""

    button: str
    confirm: str
    heading: str
    done: str
    reason: str = ""
    has_deadline: bool = False


DECISIONS = {
    "claim": Decision(
        button="担当する",
        confirm="担当を確定する",
        heading="この申請を担当しますか",
        done="この申請の担当になりました。",
    ),
    "complete": Decision(
        button="承認する",
        confirm="承認を確定する",
        heading="この申請を承認しますか",
        done="申請を承認しました。",
    ),
    "return": Decision(
        button="差し戻す",
        confirm="差戻しを確定する",
        heading="この申請を差し戻しますか",
        done="申請を差し戻しました。申請者にメールでお知らせします。",
        reason="差戻しの理由",
        has_deadline=True,
    ),
    "reject": Decision(
        button="却下する",
        confirm="却下を確定する",
        heading="この申請を却下しますか",
        done="申請を却下しました。申請者にメールでお知らせします。",
        reason="却下の理由",
    ),
}


def body(decision: Decision, typed: Mapping[str, str]) -> dict[str, Any]:
    """What the service is told. A deadline that is not whole goes as empty and is refused."""
    told = {"version": typed.get("version", "")}
    if decision.reason:
        told["comment"] = typed.get("comment", "")
    if decision.has_deadline:
        told["deadline"], _ = typed_day(typed, "deadline", DEADLINE)
    return told


def complaints(refusal: Refusal, typed: Mapping[str, str]) -> tuple[FieldError, ...]:
    """The service's, with a more exact one about a deadline that lacks a part."""
    _, missing_part = typed_day(typed, "deadline", DEADLINE)
    errors = refusal.errors or (FieldError("", refusal.detail),)
    return tuple(
        missing_part if missing_part and error.field == "deadline" else error for error in errors
    )


def deadline_in_mail(typed: Mapping[str, str]) -> str:
    """As the mail will write it; a placeholder until the day is a real one."""
    day, _ = typed_day(typed, "deadline", DEADLINE)
    try:
        return ja_date(date.fromisoformat(day))
    except ValueError:
        return f"（{DEADLINE}）"
