"""A form put aside: whatever was typed, within bounds."""

from __future__ import annotations

from marshmallow import fields, validate

from services.accounts.model.contents import KINDS
from services.accounts.schemas.output import FacilitySchema
from shared.contracts import PROCEDURES
from shared.web.fields import Instant, Schema, Text
from shared.web.problems import Complaint

MOST_FIELDS = 150
LONGEST_NAME = 40
LONGEST_ANSWER = 2000
TOO_MUCH = Complaint("too_long", "下書きに保存できる文字数を超えています")
NOT_TEXT = Complaint("type", "下書きを保存できませんでした")


class DraftFormSchema(Schema):
    facility_id = Text("対象の施設を選択してください")
    answers = fields.Dict(
        required=True,
        keys=fields.String(validate=validate.Length(1, LONGEST_NAME, error=str(TOO_MUCH))),
        values=fields.String(
            validate=validate.Length(max=LONGEST_ANSWER, error=str(TOO_MUCH)),
            error_messages={"invalid": NOT_TEXT, "null": NOT_TEXT},
        ),
        validate=validate.Length(max=MOST_FIELDS, error=str(TOO_MUCH)),
        error_messages={"required": NOT_TEXT, "invalid": NOT_TEXT, "null": NOT_TEXT},
    )


class DraftSchema(Schema):
    kind = fields.String(metadata={"enum": list(KINDS)})
    kind_label = fields.Function(lambda draft: PROCEDURES[draft.kind], metadata={"type": "string"})
    facility = fields.Nested(FacilitySchema)
    answers = fields.Dict(keys=fields.String(), values=fields.String())
    saved_at = Instant()


class DraftListSchema(Schema):
    """All of the caller's: one per facility and kind at most."""

    items = fields.List(fields.Nested(DraftSchema))
