"""Files to be attached: what is asked beside their bytes, and what is told of them."""

from __future__ import annotations

import re

from marshmallow import fields

from services.accounts.schemas.output import list_of
from shared.web.fields import Instant, Schema, Text, complain

FACILITY = "対象の施設を選択してください"
ROLE = "ファイルの種類を指定してください"
LONGEST_GIVEN_NAME = 300


def _role(value: str) -> None:
    if not re.fullmatch(r"[a-z][a-z_]{0,29}", value):
        raise complain("format", ROLE)


class TraySchema(Schema):
    facility_id = Text(FACILITY)


class UploadQuerySchema(TraySchema):
    """`role` is one of the scheme's files, `name` what the file is called at home."""

    role = Text(ROLE, check=_role)
    name = Text(
        ROLE,
        longest=LONGEST_GIVEN_NAME,
        too_long="ファイル名が長すぎます。短くしてから添付してください",
        optional=True,
    )


class UploadSchema(Schema):
    id = fields.String()
    role = fields.String()
    name = fields.String()
    type = fields.String()
    bytes = fields.Integer()
    uploaded_at = Instant()


UploadListSchema = list_of(UploadSchema)
