"""The receipts of a 助成金交付申請, row by row as they are typed."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields

from shared import japanese
from shared.web.fields import Schema, Text, WholeNumber, complain
from shared.web.problems import Complaint

Data = dict[str, Any]
MOST_ITEMS = 20
LONGEST_ITEM = 60
MOST_OF_ONE = 9_999
MOST_YEN = 99_999_999


class ItemForm(Schema):
    """`row` counts from 1, for people."""

    category = fields.String()
    name = fields.String()
    quantity = fields.Integer()
    amount = fields.Integer()

    @classmethod
    def of_row(cls, row: int) -> Schema:
        return type(f"ItemForm{row}", (Schema,), _item_fields(row))()


def _item_fields(row: int) -> dict[str, fields.Field]:
    place = f"{row}行目の"
    too_long = f"{place}品名は{LONGEST_ITEM}文字以内で入力してください（現在{{n}}文字）"
    return {
        "category": Text(f"{place}費目を選択してください"),
        "name": Text(f"{place}品名を入力してください", longest=LONGEST_ITEM, too_long=too_long),
        "quantity": Count(f"{place}数量", MOST_OF_ONE),
        "amount": Count(f"{place}金額", MOST_YEN),
    }


class Count(WholeNumber):
    """Commas between thousands are forgiven."""

    def __init__(self, name: str, most: int) -> None:
        """`name` begins with its row."""
        self._not_digits = f"{name}を数字で入力してください"
        wrong = f"{name}は1から{most:,}までの数字で入力してください"
        super().__init__(self._not_digits, low=1, high=most, wrong=wrong)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str):
            value = japanese.digits(value).replace(",", "")
            if japanese.first_outside(value, "0-9"):
                raise complain("not_digits", self._not_digits)
        return super()._deserialize(value, attr, data, **kwargs)


class Items(fields.List):
    """Rows left empty do not count; `lines.{n}.{field}` names the row as it was typed."""

    def __init__(self) -> None:
        empty = Complaint("required", "費目・品名・数量・金額を1行以上入力してください")
        wrong = {"required": empty, "null": empty, "invalid": empty}
        super().__init__(fields.Nested(ItemForm), required=True, error_messages=wrong)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[Data]:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise self.make_error("invalid")
        typed = {n: row for n, row in enumerate(value) if any(map(_is_typed, row.values()))}
        if not typed:
            raise self.make_error("required")
        if len(typed) > MOST_ITEMS:
            raise complain("too_many", f"入力できるのは{MOST_ITEMS}行までです")
        complaints: dict[Any, Any] = {}
        items = []
        for n, row in typed.items():
            try:
                items.append(ItemForm.of_row(n + 1).load(row))
            except ValidationError as error:
                complaints[n] = error.messages
        if complaints:
            raise ValidationError(complaints)
        return items


def _is_typed(value: object) -> bool:
    return value.strip() != "" if isinstance(value, str) else value is not None
