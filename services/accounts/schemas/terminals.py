"""What a terminal sends to be set up: the sheet's four values, or a ticket that proves them."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from services.accounts.model.credentials import CODE_LENGTH, SheetValues, is_plausible
from services.accounts.schemas.input import Note
from shared import japanese
from shared.web.fields import Digits, Instant, Schema, Text, complain

INSTITUTION_CODE_LENGTH = 10
LONGEST_SECRET = 200
UNLESS_TICKET = {"type": "string", "description": "Needed without a ticket."}


def _digits(name: str, length: int) -> dict[str, Any]:
    return {
        "empty": f"{name}を入力してください",
        "length": length,
        "wrong_length": f"{name}は数字{length}桁です。入力された数字は{{n}}桁です",
        "not_digits": f"{name}に数字以外の文字「{{c}}」が含まれています",
    }


def _account_id(value: str) -> None:
    if not re.fullmatch(r"W[0-9]{7}", value):
        raise complain("format", "IDは「W」と数字7桁で入力してください")


def _check_digit(value: str) -> None:
    if re.fullmatch(rf"[0-9]{{{CODE_LENGTH}}}", value) and not is_plausible(value):
        message = "アクティベーションコードに入力の誤りがあります。PDFの内容を確認してください"
        raise complain("check_digit", message)


class SheetSchema(Schema):
    """Loads SheetValues."""

    institution_code = Digits(**_digits("機関コード", INSTITUTION_CODE_LENGTH))
    id = Text("IDを入力してください", normalise=japanese.code, check=_account_id)
    password = Text(
        "パスワードを入力してください",
        longest=LONGEST_SECRET,
        too_long="パスワードを確認してください",
        normalise=str.strip,
    )
    activation_code = Digits(
        **_digits("アクティベーションコード", CODE_LENGTH), validate=_check_digit
    )

    @post_load
    def _values(self, data: dict[str, str], **_: Any) -> SheetValues:
        return SheetValues(
            data["institution_code"], data["id"], data["password"], data["activation_code"]
        )


class TerminalFormSchema(Schema):
    fingerprint = Text(
        "端末の情報を確認できませんでした",
        longest=LONGEST_SECRET,
        too_long="端末の情報を確認できませんでした",
    )
    name = Note("端末名")


class ActivationSchema(Schema):
    """With a ticket the four values are not looked at; without, they come out as `values`."""

    ticket = Text(
        "画面を開き直してください",
        longest=LONGEST_SECRET,
        too_long="画面を開き直してください",
        optional=True,
    )
    terminal = fields.Nested(TerminalFormSchema, required=True)
    institution_code = fields.Raw(metadata=UNLESS_TICKET)
    id = fields.Raw(metadata=UNLESS_TICKET)
    password = fields.Raw(metadata=UNLESS_TICKET)
    activation_code = fields.Raw(metadata=UNLESS_TICKET)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _sheet_without_ticket(self, data: Any, original: Any, **_: Any) -> None:
        if not data.get("ticket") and isinstance(original, dict):
            complaints = SheetSchema().validate(original)
            if complaints:
                raise ValidationError(complaints)

    @post_load(pass_original=True)
    def _values(self, data: dict[str, Any], original: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data if data["ticket"] else {**data, "values": SheetSchema().load(original)}


class CheckedSchema(Schema):
    institution_name = fields.String(attribute="facility.name")
    account_id = fields.String(attribute="id")
    ticket = fields.String()


class ActivatedSchema(Schema):
    """Of an Activation."""

    account_id = fields.String(attribute="account.id")
    institution_name = fields.String(attribute="account.facility.name")
    registered_at = Instant(attribute="account.terminal.registered_at")
    device_key = fields.String()
