"""Settings of the whole portal over HTTP."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from services.registration.schemas.staff import LONGEST_REASON, SeenSchema
from shared import japanese
from shared.web.fields import Day, Schema, Text, WholeNumber, complain
from shared.web.problems import Complaint

LONGEST_LINE, MOST_LINES, MOST_HOLIDAYS, MOST_DAYS = 60, 5, 100, 60
TYPE = Complaint("type", "送信内容を確認できませんでした。")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}", re.ASCII)


class PublicSettingsSchema(Schema):
    """What pages for everybody need. Empty contact fields: what the operator's file says."""

    registration_open = fields.Boolean()
    requests_closed = fields.Boolean()
    telephone = fields.String()
    telephone_note = fields.String()
    hours = fields.List(fields.String())
    mail = fields.String()
    contact_title = fields.String()
    review_days = fields.Integer()
    holidays = fields.List(fields.String(metadata={"format": "date"}))


class SettingsSchema(PublicSettingsSchema):
    sender_name = fields.String(metadata={"description": "In whose name sheets are issued."})
    registration_closed = fields.Boolean()
    registration_from = fields.String(metadata={"description": "YYYY-MM-DD or empty."})
    registration_to = fields.String(metadata={"description": "YYYY-MM-DD or empty."})
    version = fields.Integer()


def _line(label: str, **options: Any) -> Text:
    too_long = f"{label}は{LONGEST_LINE}文字以内で入力してください"
    return Text("", longest=LONGEST_LINE, too_long=too_long, optional=True, **options)


def _check_mail(text: str) -> None:
    if not _MAIL.fullmatch(text):
        raise complain("mail", "メールアドレスの形式が正しくありません")


def _check_telephone(text: str) -> None:
    if not re.fullmatch(r"[0-9-]{10,15}", text):
        raise complain("telephone", "電話番号は数字とハイフンで入力してください")


def _day(label: str) -> Day:
    return Day("", wrong=f"{label}は存在する日付を入力してください", optional=True)


def complain_of(field: str, code: str, message: str) -> ValidationError:
    return ValidationError({field: [Complaint(code, message)]})


class SettingsChangeSchema(SeenSchema):
    """All fields at once, on the version that was seen."""

    registration_closed = fields.Boolean(required=True, error_messages={"invalid": TYPE})
    registration_from = _day("受付の開始日")
    registration_to = _day("受付の終了日")
    requests_closed = fields.Boolean(required=True, error_messages={"invalid": TYPE})
    contact_title = _line("窓口の名称")
    sender_name = _line("通知書などの差出人")
    telephone = _line("電話番号", check=_check_telephone)
    telephone_note = _line("電話番号の補足")
    hours = fields.List(_line("受付時間"), load_default=list, error_messages={"invalid": TYPE})
    mail = _line("メールアドレス", check=_check_mail)
    review_days = WholeNumber(
        "審査の標準日数を入力してください",
        low=1,
        high=MOST_DAYS,
        wrong=f"審査の標準日数は1から{MOST_DAYS}までの数字で入力してください",
    )
    holidays = fields.List(_day("休業日"), load_default=list, error_messages={"invalid": TYPE})
    reason = Text(
        "理由を入力してください",
        longest=LONGEST_REASON,
        too_long=f"理由は{LONGEST_REASON}文字以内で入力してください（現在{{n}}文字）",
        normalise=japanese.text,
    )

    @validates_schema
    def _in_order(self, data: dict[str, Any], **_: Any) -> None:
        first, last = data.get("registration_from"), data.get("registration_to")
        if first and last and last < first:
            text = "受付の終了日は、開始日以後の日付を入力してください"
            raise complain_of("registration_to", "order", text)
        if len(data.get("hours", ())) > MOST_LINES:
            raise complain_of(
                "hours", "too_many", f"受付時間は{MOST_LINES}行以内で入力してください"
            )
        if len(data.get("holidays", ())) > MOST_HOLIDAYS:
            text = f"休業日は{MOST_HOLIDAYS}日以内で入力してください"
            raise complain_of("holidays", "too_many", text)

    @post_load
    def _days_as_text(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        bounds = ("registration_from", "registration_to")
        days = {name: data[name].isoformat() if data[name] else "" for name in bounds}
        closed = sorted({day.isoformat() for day in data["holidays"] if day})
        return {**data, **days, "hours": [line for line in data["hours"] if line]} | {
            "holidays": closed
        }
