"""What applicants and reviewers send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import fields, post_load

from services.accounts.model.parts import KINDS, MOST_TERMINALS
from services.accounts.schemas.input import Note, SeenVersion, within
from shared import japanese
from shared.web.fields import Day, Schema, Text, Tick, WholeNumber, complain
from shared.web.problems import Complaint

PLANNED = "利用予定年月日"
DEADLINE = "再申請期限"
LATEST_PLAN = timedelta(days=365)
LATEST_DEADLINE = timedelta(days=180)
LONGEST_REASON = 1000


def _known_kind(kind: str) -> None:
    if kind not in KINDS:
        raise complain("unknown", "申請の種別を確認してください")


class CorrectionSchema(Schema):
    """`notes` comes out with exactly one note per terminal; further ones are left out."""

    terminals = WholeNumber(
        "端末台数を入力してください",
        low=1,
        high=MOST_TERMINALS,
        wrong=f"端末台数は1から{MOST_TERMINALS}までの数字で入力してください",
    )
    notes = fields.List(
        Note(),
        load_default=list,
        error_messages={"invalid": Complaint("type", "備考は文字で入力してください")},
    )
    planned_date = Day(
        f"{PLANNED}を入力してください",
        wrong=f"{PLANNED}は存在する日付を入力してください",
        optional=True,
        validate=within(PLANNED, LATEST_PLAN),
    )
    acknowledged = Tick("注意事項を確認し、チェックを入れてください")

    @post_load
    def _one_note_per_terminal(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        wanted = data["terminals"]
        return {**data, "notes": (data["notes"] + [""] * wanted)[:wanted]}


class ApplicationFormSchema(CorrectionSchema):
    kind = Text("申請の種別を選択してください", check=_known_kind, metadata={"enum": list(KINDS)})
    facility_id = Text("対象の施設を選択してください")


class ResubmissionSchema(CorrectionSchema):
    version = SeenVersion()


class VersionSchema(Schema):
    version = SeenVersion()


def _reason(word: str) -> Text:
    return Text(
        f"{word}の理由を入力してください",
        longest=LONGEST_REASON,
        too_long=f"{word}の理由は{LONGEST_REASON}文字以内で入力してください（現在{{n}}文字）",
        normalise=japanese.text,
    )


class ReturnSchema(VersionSchema):
    comment = _reason("差戻し")
    deadline = Day(
        f"{DEADLINE}を入力してください",
        wrong=f"{DEADLINE}は存在する日付を入力してください",
        validate=within(DEADLINE, LATEST_DEADLINE),
    )


class RejectionSchema(VersionSchema):
    comment = _reason("却下")
