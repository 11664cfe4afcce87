"""運用開始日 as a facility registers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marshmallow import fields

from services.accounts.model.start_date import StartDate, StartDateRules
from services.accounts.schemas.input import SeenVersion
from shared.web.fields import Day, Instant, Schema

START_DATE = "運用開始日"


@dataclass(frozen=True)
class StartDateView:
    """`record` is None until the facility has accounts."""

    facility_id: str
    record: StartDate | None
    rules: StartDateRules
    today: date

    @property
    def open(self) -> bool:
        return self.record is not None

    @property
    def changeable(self) -> bool:
        return self.record is not None and not self.record.has_passed(self.today)

    @property
    def last(self) -> date:
        return self.rules.last(self.today)


class StartDateFormSchema(Schema):
    day = Day(
        f"{START_DATE}を入力してください", wrong=f"{START_DATE}は存在する日付を入力してください"
    )
    version = SeenVersion()


class StartDateSchema(Schema):
    """Of a StartDateView. `first` and `last` bound the days that may be registered now."""

    facility_id = fields.String()
    open = fields.Boolean(metadata={"description": "False until the facility has accounts."})
    day = fields.Date(attribute="record.day", dump_default=None, allow_none=True)
    registered_at = Instant(attribute="record.registered_at", dump_default=None, allow_none=True)
    changeable = fields.Boolean()
    first = fields.Date(attribute="rules.first")
    last = fields.Date()
    version = fields.Integer(attribute="record.version", dump_default=0)
