"""Files to be attached: what is asked beside their bytes, and what is told of them."""

from __future__ import annotations

import re

from marshmallow import fields

from services.accounts.schemas.output import list_of
from shared.web.fields import Instant, Schema, Text, complain
from shared.web.files import FileQuerySchema

FACILITY = "対象の施設を選択してください"
ROLE = "ファイルの種類を指定してください"


def _role(value: str) -> None:
    if not re.fullmatch(r"[a-z][a-z_]{0,29}", value):
        raise complain("format", ROLE)


class TraySchema(Schema):
    facility_id = Text(FACILITY)


class UploadQuerySchema(TraySchema, FileQuerySchema):
    """`role` is one of the scheme's files."""

    role = Text(ROLE, check=_role)


class UploadSchema(Schema):
    id = fields.String()
    role = fields.String()
    name = fields.String()
    type = fields.String()
    bytes = fields.Integer()
    uploaded_at = Instant()


UploadListSchema = list_of(UploadSchema)
