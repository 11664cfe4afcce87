"""The facilities master as staff see and correct it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from services.registration.model.facilities import CLOSED, OPEN
from services.registration.schemas.output import UserSchema
from services.registration.schemas.typed import Choice, Exactly
from services.registration.usecases.facility_file import PARTICULARS, particular_problem
from shared.web.fields import Instant, Schema, Text, WholeNumber, complain

WRONG = "送信内容を確認できませんでした。"
LAST_VERSION = 999_999_999
LONGEST_REASON = 500


class FacilitySchema(Schema):
    """A facility as the master knows it."""

    id = fields.String()
    kind = fields.String()
    registration_number = fields.String()
    institution_code = fields.String()
    name = fields.String()
    name_kana = fields.String()
    prefecture = fields.String()
    address = fields.String()
    phone = fields.String()
    status = fields.String()


class FacilityListSchema(Schema):
    """`more`: there are more than the `total` that can be leafed through."""

    items = fields.List(fields.Nested(FacilitySchema))
    page = fields.Integer()
    per_page = fields.Integer()
    total = fields.Integer()
    more = fields.Boolean()


class DifferenceSchema(Schema):
    field = fields.String()
    before = fields.String()
    after = fields.String()


class DifferencesSchema(Schema):
    differences = fields.List(fields.Nested(DifferenceSchema))


class FacilityChangeSchema(Schema):
    """By an import (`import_id`), or by hand with a reason."""

    at = Instant()
    by = fields.String()
    reason = fields.String()
    import_id = fields.String()
    differences = fields.List(fields.Nested(DifferenceSchema))


class EntrySchema(FacilitySchema):
    """`corrected`: by hand, until an import overwrites it. `user` registered for it."""

    version = fields.Integer()
    corrected = fields.Boolean()
    history = fields.List(fields.Nested(FacilityChangeSchema))
    user = fields.Nested(UserSchema, allow_none=True)


class Particular(Exactly):
    """By the same rules as the lines of an import."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(WRONG, **options)
        self._label = label

    def _deserialize(self, value: Any, attr: str | None, *_: Any, **__: Any) -> str:
        name = str(attr)
        text = PARTICULARS[name](super()._deserialize(value))
        if problem := particular_problem(name, text):
            raise complain("invalid", self._label + problem)
        return text


class CorrectionSchema(Schema):
    """All particulars as they are to be."""

    institution_code = Particular("機関コード", required=True)
    name = Particular("名称", required=True)
    name_kana = Particular("名称（カナ）", load_default="")
    prefecture = Particular("都道府県", load_default="")
    address = Particular("所在地", load_default="")
    phone = Particular("電話番号", load_default="")
    status = Choice("状態を選択してください", (OPEN, CLOSED))
    version = WholeNumber(WRONG, low=0, high=LAST_VERSION, wrong=WRONG)
    reason = Text(
        "理由を入力してください",
        longest=LONGEST_REASON,
        too_long="理由は500文字以内で入力してください（現在{n}文字）",
    )
