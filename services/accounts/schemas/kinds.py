"""What each kind of application asks for: the form that comes in, and what is shown of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import fields, post_load

from services.accounts.model.contents import MOST_ADDED, MOST_TERMINALS
from services.accounts.schemas.grants import GrantForm
from services.accounts.schemas.input import Note, within
from shared import japanese
from shared.web.fields import Day, Schema, Text, Tick, WholeNumber
from shared.web.problems import Complaint

PLANNED = "利用予定年月日"
LATEST_PLAN = timedelta(days=365)
LONGEST_COMMENT = 500


def _number_of_terminals(name: str, most: int) -> WholeNumber:
    return WholeNumber(
        f"{name}を入力してください",
        low=1,
        high=most,
        wrong=f"{name}は1から{most}までの数字で入力してください",
    )


def _comment(name: str) -> Text:
    return Text(
        f"{name}は文字で入力してください",
        longest=LONGEST_COMMENT,
        too_long=f"{name}は{LONGEST_COMMENT}文字以内で入力してください（現在{{n}}文字）",
        normalise=japanese.text,
        optional=True,
    )


class _TerminalsForm(Schema):
    """`notes` comes out with exactly one note per terminal; further ones are left out."""

    notes = fields.List(
        Note(),
        load_default=list,
        error_messages={"invalid": Complaint("type", "備考は文字で入力してください")},
    )

    @post_load
    def _one_note_per_terminal(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        wanted = data["terminals"]
        return {**data, "notes": (data["notes"] + [""] * wanted)[:wanted]}


class StartForm(_TerminalsForm):
    terminals = _number_of_terminals("端末台数", MOST_TERMINALS)
    planned_date = Day(
        f"{PLANNED}を入力してください",
        wrong=f"{PLANNED}は存在する日付を入力してください",
        optional=True,
        validate=within(PLANNED, LATEST_PLAN),
    )
    acknowledged = Tick("注意事項を確認し、チェックを入れてください")


class AddForm(_TerminalsForm):
    terminals = _number_of_terminals("追加する端末台数", MOST_ADDED)
    reason = _comment("理由")


FORMS: dict[str, type[Schema]] = {"start": StartForm, "add": AddForm, "grant": GrantForm}
