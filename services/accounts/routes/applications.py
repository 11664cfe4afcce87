"""What applicants send, and the lists and details everybody reads."""

from __future__ import annotations

from typing import Any

from flask import request

from services.accounts.model.contents import KINDS
from services.accounts.routes.narrowing import FILTERS, narrowed
from services.accounts.routes.requests import STAFF, USER, actor, form, service
from services.accounts.schemas.applications import (
    ApplicationListSchema,
    ApplicationSchema,
    ApplicationView,
)
from services.accounts.schemas.forms import (
    ApplicationFormSchema,
    ResubmissionSchema,
    VersionSchema,
    corrected,
)
from services.accounts.schemas.kinds import ReleaseWishForm
from services.accounts.usecases import applications
from services.accounts.usecases.accounts import get_account
from services.accounts.usecases.moves import get_application
from shared.web.auth import needs
from shared.web.json_body import Blueprint
from shared.web.openapi import repeatable
from shared.web.paging import describes_list, page_body, page_from_query

blueprint = Blueprint("applications", __name__)
COLUMNS = (
    "ref",
    "kind",
    "state",
    "facility",
    "terminals",
    "submitted_at",
    "updated_at",
    "deadline",
    "claim",
)
NEWEST_FIRST = "-submitted_at"
Data = dict[str, Any]


@blueprint.post("/applications/check")
@needs(*USER)
@blueprint.arguments(ApplicationFormSchema)
@blueprint.response(200, ApplicationFormSchema)
def check_application(data: Data) -> Data:
    kind = data["kind"]
    content = KINDS[kind].of(data["answers"])
    _, filled = applications.check_asked(service(), actor(), kind, data["facility_id"], content)
    return {**data, "answers": {**data["answers"], **filled.added}}


@blueprint.post("/applications")
@repeatable
@needs(*USER)
@blueprint.arguments(ApplicationFormSchema)
@blueprint.response(201, ApplicationSchema)
def create_application(data: Data) -> ApplicationView:
    who, kind = actor(), data["kind"]
    content = KINDS[kind].of(data["answers"])
    created = applications.submit_application(
        service(), who, kind, data["facility_id"], content, request=form()
    )
    return ApplicationView(created, who)


@blueprint.post("/accounts/<account_id>/release")
@repeatable
@needs(*USER)
@blueprint.arguments(ReleaseWishForm)
@blueprint.response(201, ApplicationSchema)
def release_account(data: Data, account_id: str) -> ApplicationView:
    """The same as an application of kind release for this account."""
    who = actor()
    account = get_account(service(), who, account_id)
    content = KINDS["release"].of({**data, "account_id": account.id})
    created = applications.submit_application(
        service(), who, "release", account.facility.id, content, request=form()
    )
    return ApplicationView(created, who)


@blueprint.get("/applications")
@describes_list(COLUMNS, facility_id=(), **FILTERS)
@needs(*USER, *STAFF)
@blueprint.response(200, ApplicationListSchema)
def list_applications() -> Data:
    who, page = actor(), page_from_query(COLUMNS, NEWEST_FIRST)
    facility_id = request.args.get("facility_id", "")
    found, total = applications.list_applications(
        service(), who, page, facility_id=facility_id, **narrowed(who)
    )
    return page_body([ApplicationView(one, who) for one in found], page, total)


@blueprint.get("/applications/<ref>")
@needs(*USER, *STAFF)
@blueprint.response(200, ApplicationSchema)
def show_application(ref: str) -> ApplicationView:
    who = actor()
    return ApplicationView(get_application(service(), who, ref), who)


@blueprint.post("/applications/<ref>/resubmit")
@repeatable
@needs(*USER)
@blueprint.arguments(ResubmissionSchema)
@blueprint.response(200, ApplicationSchema)
def resubmit_application(data: Data, ref: str) -> ApplicationView:
    who = actor()
    content = corrected(get_application(service(), who, ref).kind, data)
    moved = applications.resubmit_application(
        service(), who, ref, content, seen=data["version"], request=form()
    )
    return ApplicationView(moved, who)


@blueprint.post("/applications/<ref>/withdraw")
@repeatable
@needs(*USER)
@blueprint.arguments(VersionSchema)
@blueprint.response(200, ApplicationSchema)
def withdraw_application(data: Data, ref: str) -> ApplicationView:
    who = actor()
    moved = applications.withdraw_application(
        service(), who, ref, seen=data["version"], request=form()
    )
    return ApplicationView(moved, who)
