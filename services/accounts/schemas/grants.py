"""助成金交付申請: the form that comes in, and what is shown of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from marshmallow import fields, post_load

from services.accounts.model.files import MOST_FILES
from services.accounts.schemas.grant_items import Items
from services.accounts.schemas.input import SeenVersion
from shared import clock, japanese
from shared.web.fields import Day, Digits, Schema, Text, Tick, complain
from shared.web.problems import Complaint

Data = dict[str, Any]
DECIDED_AROUND = timedelta(days=31)
LONGEST_KANA = 30
ACCOUNT_TYPES = {"ordinary": "普通", "current": "当座"}
BANK_CHARACTERS = "ｦｱ-ﾝﾞﾟ0-9A-Z()./,｢｣ -"


class AttachmentSchema(Schema):
    id = fields.String()
    role = fields.String()
    name = fields.String()
    type = fields.String()
    bytes = fields.Integer()


def _code(name: str, length: int) -> Digits:
    wanted = f"{name}は数字{length}桁で入力してください"
    return Digits(wanted, length=length, wrong_length=wanted, not_digits=wanted)


def _one_of(known: Mapping[str, str], message: str) -> Callable[[str], None]:
    def check(value: str) -> None:
        if value not in known:
            raise complain("unknown", message)

    return check


def _account_number(value: str) -> None:
    if not re.fullmatch(r"[0-9]{1,7}", value):
        raise complain("format", "口座番号は7桁以内の数字で入力してください")


def _bank_name(value: str) -> None:
    stranger = japanese.first_outside(value, BANK_CHARACTERS)
    if stranger:
        raise complain("characters", f"口座名義に使用できない文字「{stranger}」が含まれています")


class GrantForm(Schema):
    """`files` are ids of uploads. The service adds what stands below `declared`."""

    lines = Items()
    files = fields.List(
        Text(
            "添付ファイルを確認してください", longest=40, too_long="添付ファイルを確認してください"
        ),
        load_default=list,
        validate=lambda found: _at_most(found, MOST_FILES),
        error_messages={"invalid": Complaint("type", "添付ファイルを確認してください")},
    )
    bank_code = _code("金融機関コード", 4)
    branch_code = _code("支店コード", 3)
    account_type = Text(
        "預金種別を選択してください",
        check=_one_of(ACCOUNT_TYPES, "預金種別を選択してください"),
    )
    account_no = Text(
        "口座番号は7桁以内の数字で入力してください",
        normalise=japanese.digits,
        check=_account_number,
    )
    account_kana = Text(
        "口座名義をカナで入力してください",
        normalise=japanese.kana,
        longest=LONGEST_KANA,
        too_long=f"口座名義は{LONGEST_KANA}文字以内で入力してください（現在{{n}}文字）",
        check=_bank_name,
    )
    declared = Tick("申請内容に誤りがないことを確認し、チェックを入れてください")
    attachments = fields.List(fields.Nested(AttachmentSchema), dump_only=True)
    scheme = fields.String(dump_only=True)
    scheme_name = fields.String(dump_only=True)
    total = fields.Integer(dump_only=True)
    cap = fields.Integer(dump_only=True)
    amount = fields.Integer(dump_only=True)
    over_cap = fields.Boolean(dump_only=True)

    @post_load
    def _seven_digits(self, data: Data, **_: Any) -> Data:
        return {**data, "account_no": data["account_no"].zfill(7)}


def _at_most(files: list[str], most: int) -> None:
    if len(files) > most:
        raise complain("too_many", f"添付できるのは{most}ファイルまでです")
    if len(set(files)) < len(files):
        raise complain("twice", "添付ファイルを確認してください")


class SchemeFileSchema(Schema):
    id = fields.String()
    label = fields.String()


class SchemeSchema(Schema):
    """`cap` and `unit` in yen; `percent` of the total is paid."""

    id = fields.String()
    name = fields.String()
    first = fields.Date()
    last = fields.Date()
    cap = fields.Integer()
    percent = fields.Integer()
    unit = fields.Integer()
    categories = fields.List(fields.String())
    files = fields.List(fields.Nested(SchemeFileSchema))


class OfferSchema(Schema):
    """What a facility may apply for. `reason`: why not now, empty when it may."""

    facility_id = fields.String()
    scheme = fields.Nested(SchemeSchema, allow_none=True)
    reason = fields.String()
    detail = fields.String(metadata={"description": "`reason` in Japanese."})


def _decision_day(day: date) -> None:
    today = clock.jst_date(clock.now())
    first, last = today - DECIDED_AROUND, today + DECIDED_AROUND
    if not first <= day <= last:
        span = f"{clock.ja_date(first)}から{clock.ja_date(last)}まで"
        raise complain("range", f"決定日は{span}の日付を入力してください")


class NoticeFormSchema(Schema):
    decided_on = Day(
        "決定日を入力してください",
        wrong="決定日は存在する日付を入力してください",
        validate=_decision_day,
    )
    version = SeenVersion()
