"""Documents as their owner sees them over HTTP."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validates_schema

from shared.web.fields import Instant, Schema, Text, complain

LONGEST_KEY = 20
ASK_FOR_ONE = "受付番号またはアカウントIDを指定してください。"


def _key() -> Text:
    return Text(ASK_FOR_ONE, longest=LONGEST_KEY, too_long=ASK_FOR_ONE, optional=True)


class SheetQuerySchema(Schema):
    """?ref= or ?account_id=, or both."""

    ref = _key()
    account_id = _key()

    @validates_schema
    def _asks_for_something(self, data: dict[str, str], **_: Any) -> None:
        if not any(data.values()):
            raise complain("required", ASK_FOR_ONE)


class SheetSchema(Schema):
    id = fields.String()
    account_id = fields.String()
    ref = fields.String()
    file_name = fields.String()
    bytes = fields.Integer()
    sha256 = fields.String()
    created_at = Instant()
    last_viewed_at = Instant(allow_none=True)


class SheetListSchema(Schema):
    """`expected`: how many there will be, when asked by ref."""

    items = fields.List(fields.Nested(SheetSchema))
    total = fields.Integer()
    expected = fields.Integer(allow_none=True)


class CredentialsSchema(Schema):
    institution_code = fields.String()
    institution_name = fields.String()
    account_id = fields.String()
    password = fields.String()
    activation_code = fields.String(metadata={"description": "12 digits; printed 4-4-4"})
