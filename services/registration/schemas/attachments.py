"""Files of published texts as they come in and go out."""

from __future__ import annotations

import re

from marshmallow import fields

from services.registration.model.attachments import NOT_THERE
from shared.web.fields import Instant, Schema, Text, complain

LONGEST_NAME = 100


def _is_ours(text: str) -> None:
    if not re.fullmatch(r"[0-9a-f]{32}\.(pdf|jpe?g|png)", text):
        raise complain("format", NOT_THERE)


class FileSchema(Schema):
    id = fields.String()
    name = fields.String()
    type = fields.String()
    bytes = fields.Integer()
    uploaded_at = Instant()


class FileListSchema(Schema):
    items = fields.List(fields.Nested(FileSchema))


class AttachedSchema(Schema):
    """`file` is a file's id, `name` what people read of it; needed for publishing."""

    file = Text(NOT_THERE, check=_is_ours)
    name = Text(
        "",
        longest=LONGEST_NAME,
        too_long="添付ファイルの代替名は100文字以内で入力してください（現在{n}文字）",
        optional=True,
    )


class AttachmentSchema(Schema):
    file = fields.String()
    name = fields.String()
    bytes = fields.Integer()
