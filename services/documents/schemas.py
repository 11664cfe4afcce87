"""Documents as their owner sees them over HTTP."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import fields, validates_schema

from services.documents.model.archives import State
from shared.web.fields import Instant, Schema, Text, complain
from shared.web.problems import Complaint

LONGEST_KEY = 20
MOST_ACCOUNTS = 20_000
CHOOSE_SOME = "ダウンロードするアカウントを選択してください"
ASK_FOR_ONE = "受付番号またはアカウントIDを指定してください。"


def _key() -> Text:
    return Text(ASK_FOR_ONE, longest=LONGEST_KEY, too_long=ASK_FOR_ONE, optional=True)


def _some(account_ids: list[str]) -> None:
    if not 1 <= len(account_ids) <= MOST_ACCOUNTS:
        raise complain("length", CHOOSE_SOME)


def _known_form(account_id: str) -> None:
    if not re.fullmatch(r"W[0-9]{7}", account_id):
        raise complain("format", CHOOSE_SOME)


class ArchiveFormSchema(Schema):
    """The accounts whose sheets are wanted in one file."""

    account_ids = fields.List(
        Text(CHOOSE_SOME, check=_known_form),
        required=True,
        validate=_some,
        error_messages={
            "required": Complaint("required", CHOOSE_SOME),
            "invalid": Complaint("type", CHOOSE_SOME),
            "null": Complaint("type", CHOOSE_SOME),
        },
        metadata={"minItems": 1, "maxItems": MOST_ACCOUNTS},
    )


class ArchiveSchema(Schema):
    """`done` of `total` sheets are packed; once ready it can be fetched until `expires_at`."""

    id = fields.String()
    state = fields.String(metadata={"enum": list(State)})
    done = fields.Integer()
    total = fields.Integer()
    expires_at = Instant()


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
    version = fields.Integer(metadata={"description": "Counts the issues of its credentials."})
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


class NoticeSchema(Schema):
    """A 交付決定通知書; `amount` in yen."""

    number = fields.String()
    ref = fields.String()
    facility_id = fields.String()
    decided_on = fields.Date()
    amount = fields.Integer()
    file_name = fields.String()
    bytes = fields.Integer()
    sha256 = fields.String()
    created_at = Instant()
    last_viewed_at = Instant(allow_none=True)


class NoticeListSchema(Schema):
    items = fields.List(fields.Nested(NoticeSchema))
    total = fields.Integer()
