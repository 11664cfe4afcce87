"""運用開始日 of a facility."""

from __future__ import annotations

from typing import Any

from services.accounts.model.start_date import StartDate
from services.accounts.routes.requests import STAFF, USER, actor, service
from services.accounts.schemas.start_dates import (
    StartDateFormSchema,
    StartDateSchema,
    StartDateView,
)
from services.accounts.usecases import start_dates
from shared.web.auth import needs
from shared.web.json_body import Blueprint

blueprint = Blueprint("start_dates", __name__)
Data = dict[str, Any]


@blueprint.get("/start-dates/<facility_id>")
@needs(*USER, *STAFF)
@blueprint.response(200, StartDateSchema)
def show_start_date(facility_id: str) -> StartDateView:
    return _view(facility_id, start_dates.get_start_date(service(), actor(), facility_id))


@blueprint.post("/start-dates/<facility_id>/check")
@needs(*USER)
@blueprint.arguments(StartDateFormSchema)
@blueprint.response(200, StartDateFormSchema)
def check_start_date(data: Data, facility_id: str) -> Data:
    """Changes nothing. 409 start_date_not_open · start_date_passed · version_conflict."""
    start_dates.check_start_date(service(), actor(), facility_id, data["day"], data["version"])
    return data


@blueprint.put("/start-dates/<facility_id>")
@needs(*USER)
@blueprint.arguments(StartDateFormSchema)
@blueprint.response(200, StartDateSchema)
def register_start_date(data: Data, facility_id: str) -> StartDateView:
    """The present day again changes nothing. 409 as above."""
    done = start_dates.register_start_date(
        service(), actor(), facility_id, data["day"], seen=data["version"]
    )
    return _view(facility_id, done)


def _view(facility_id: str, record: StartDate | None) -> StartDateView:
    today = start_dates.today(service())
    return StartDateView(facility_id, record, service().start_date_rules, today)
