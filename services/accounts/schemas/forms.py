"""What applicants and reviewers send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import ValidationError, fields, post_dump, post_load, validates_schema

from services.accounts.model.contents import KINDS, Content
from services.accounts.schemas.input import SeenVersion, within
from services.accounts.schemas.kinds import FORMS
from shared import japanese
from shared.errors import Invalid
from shared.web.fields import Day, Schema, Text, WholeNumber, complain
from shared.web.problems import field_errors

Data = dict[str, Any]
DEADLINE = "再申請期限"
LATEST_DEADLINE = timedelta(days=180)
LONGEST_REASON = 1000


def _known_kind(kind: str) -> None:
    if kind not in KINDS:
        raise complain("unknown", "申請の種別を確認してください")


def _of_some_kinds() -> dict[str, fields.Field]:
    """What the kinds ask for beside kind and facility, for whoever reads the description."""
    found: dict[str, fields.Raw] = {}
    for kind, form in FORMS.items():
        for name, field in form().fields.items():
            asking = f"{found[name].metadata['description']}, {kind}" if name in found else kind
            about = {**_json_type(field), "description": asking}
            found[name] = fields.Raw(allow_none=True, metadata=about)
    return found


def _json_type(field: fields.Field) -> dict[str, Any]:
    if isinstance(field, fields.List):
        return {"type": "array", "items": _json_type(field.inner)}
    if isinstance(field, fields.Nested):
        return {"type": "object"}
    if isinstance(field, fields.Boolean):
        return {"type": "boolean"}
    return {"type": "integer" if isinstance(field, WholeNumber | fields.Integer) else "string"}


class ApplicationFormSchema(Schema.from_dict(_of_some_kinds())):  # type: ignore[misc]
    """Loads `kind`, `facility_id` and the kind's own `answers`; dumps them side by side."""

    kind = Text("申請の種別を選択してください", check=_known_kind, metadata={"enum": list(KINDS)})
    facility_id = Text("対象の施設を選択してください")

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _answers_are_complete(self, data: Data, original: Any, **_: Any) -> None:
        if "kind" in data and isinstance(original, dict):
            complaints = FORMS[data["kind"]]().validate(original)
            if complaints:
                raise ValidationError(complaints)

    @post_load(pass_original=True)
    def _answers(self, data: Data, original: Data, **_: Any) -> Data:
        head = {name: data[name] for name in ("kind", "facility_id")}
        return {**head, "answers": FORMS[data["kind"]]().load(original)}

    @post_dump(pass_original=True)
    def _side_by_side(self, data: Data, original: Data, **_: Any) -> Data:
        return {**data, **FORMS[original["kind"]]().dump(original["answers"])}


class VersionSchema(Schema):
    version = SeenVersion()


def _reason(word: str) -> Text:
    return Text(
        f"{word}の理由を入力してください",
        longest=LONGEST_REASON,
        too_long=f"{word}の理由は{LONGEST_REASON}文字以内で入力してください（現在{{n}}文字）",
        normalise=japanese.text,
    )


class ResubmissionSchema(Schema.from_dict(_of_some_kinds())):  # type: ignore[misc]
    """The answers depend on the application's kind; `corrected` reads them."""

    version = SeenVersion()


def corrected(kind: str, body: Data) -> Content:
    """What a correction asks for; raises Invalid."""
    try:
        answers = FORMS[kind]().load(body)
    except ValidationError as error:
        raise Invalid(errors=tuple(field_errors(error.messages))) from error
    return KINDS[kind].of(answers)


class ReturnSchema(VersionSchema):
    comment = _reason("差戻し")
    deadline = Day(
        f"{DEADLINE}を入力してください",
        wrong=f"{DEADLINE}は存在する日付を入力してください",
        validate=within(DEADLINE, LATEST_DEADLINE),
    )


class RejectionSchema(VersionSchema):
    comment = _reason("却下")
