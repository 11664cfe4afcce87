"""What each kind of application asks for: the form that comes in, and what is shown of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from services.accounts.model.contents import MOST_ADDED, MOST_TERMINALS, REASONS
from services.accounts.schemas.grants import GrantForm
from services.accounts.schemas.input import Note, within
from shared import japanese
from shared.web.fields import Day, Schema, Text, Tick, WholeNumber, complain
from shared.web.problems import Complaint

PLANNED = "利用予定年月日"
LATEST_PLAN = timedelta(days=365)
LONGEST_COMMENT = 500
LINKABLE = ("judo", "ahaki")
NO_REASON = "解除の理由を選択してください"
WANTED_END = "利用終了希望日"
LATEST_END = timedelta(days=90)


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


def _known_reason(reason: str) -> None:
    if reason not in REASONS:
        raise complain("unknown", NO_REASON)


class ReleaseWishForm(Schema):
    """Of an account that is known already."""

    reason = Text(NO_REASON, check=_known_reason, metadata={"enum": list(REASONS)})
    comment = _comment("補足")
    wanted_end = Day(
        f"{WANTED_END}を入力してください",
        wrong=f"{WANTED_END}は存在する日付を入力してください",
        validate=within(WANTED_END, LATEST_END),
    )
    suspend_now = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        error_messages={"invalid": Complaint("type", "一時停止の選択を確認してください")},
    )

    @validates_schema(skip_on_field_errors=False)
    def _other_needs_words(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("reason") == "other" and data.get("comment") == "":
            message = "「その他」を選んだ場合は、補足に理由を入力してください"
            raise ValidationError({"comment": [Complaint("required", message)]})


class ReleaseForm(ReleaseWishForm):
    account_id = Text("アカウントを選択してください")


def _linkable(kind: str) -> None:
    if kind not in LINKABLE:
        raise complain("unknown", "所属機関を選択してください")


def _found(name: str, longest: int) -> Text:
    """What a lookup answered, not what somebody typed."""
    return Text(f"{name}を確認してください", longest=longest, too_long=f"{name}を確認してください")


class LinkForm(Schema):
    """A facility as the lookup found it; staff compare it with the master."""

    linked_id = _found("施術所", 100)
    linked_kind = Text(
        "所属機関を選択してください", check=_linkable, metadata={"enum": list(LINKABLE)}
    )
    linked_number = _found("登録記号番号", 40)
    linked_name = _found("施術所名", 200)
    declared = Tick("同じ場所で開設している施術所であることを確認し、チェックを入れてください")


FORMS: dict[str, type[Schema]] = {
    "start": StartForm,
    "add": AddForm,
    "release": ReleaseForm,
    "grant": GrantForm,
    "facility": LinkForm,
}
