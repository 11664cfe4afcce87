"""What a facility may apply for, and the decisions of staff about it."""

from __future__ import annotations

from typing import Any

from flask import request

from services.accounts.routes.requests import REVIEWERS, STAFF, USER, actor, form, service
from services.accounts.schemas.applications import (
    ApplicationListSchema,
    ApplicationSchema,
    ApplicationView,
)
from services.accounts.schemas.forms import VersionSchema
from services.accounts.schemas.grants import NoticeFormSchema, OfferSchema
from services.accounts.usecases import grants, notices
from shared.web.audit import audited
from shared.web.auth import needs
from shared.web.json_body import Blueprint
from shared.web.openapi import repeatable
from shared.web.paging import describes_list, page_body, page_from_query

blueprint = Blueprint("grants", __name__)
COLUMNS = ("ref", "facility", "submitted_at", "updated_at")
Data = dict[str, Any]


@blueprint.get("/grants/<facility_id>")
@needs(*USER)
@blueprint.response(200, OfferSchema)
def show_offer(facility_id: str) -> Data:
    facility = actor().facility(facility_id)
    reason = grants.reason_against(service(), facility)
    return {
        "facility_id": facility.id,
        "scheme": grants.scheme_of(service(), facility),
        "reason": reason.code if reason else "",
        "detail": reason.detail if reason else "",
    }


@blueprint.get("/notices")
@describes_list(COLUMNS, due=notices.STAGES)
@needs(*STAFF)
@blueprint.response(200, ApplicationListSchema)
def list_due_notices() -> Data:
    """Approved grants whose notice is to be issued (`due=issue`), confirmed (`due=confirm`), or
    is decided (`due=decided`)."""
    who, page = actor(), page_from_query(COLUMNS, "submitted_at")
    due = request.args.get("due", "")
    due = due if due in notices.STAGES else notices.TO_ISSUE
    found, total = notices.list_due(service(), page, due)
    return page_body([ApplicationView(one, who) for one in found], page, total)


@blueprint.post("/notices/<ref>/issue")
@repeatable
@needs(*REVIEWERS)
@audited("notice.issue", "交付決定通知書の発行", "application")
@blueprint.arguments(NoticeFormSchema)
@blueprint.response(200, ApplicationSchema)
def issue_notice(data: Data, ref: str) -> ApplicationView:
    """Tells nobody yet. 409 notice_not_due · version_conflict."""
    who = actor()
    done = notices.issue_notice(
        service(), who, ref, data["decided_on"], seen=data["version"], request=form()
    )
    return ApplicationView(done, who)


@blueprint.post("/notices/<ref>/confirm")
@repeatable
@needs(*REVIEWERS)
@audited("notice.confirm", "交付決定の確認", "application")
@blueprint.arguments(VersionSchema)
@blueprint.response(200, ApplicationSchema)
def confirm_notice(data: Data, ref: str) -> ApplicationView:
    """By neither claimer nor issuer. 409 needs_another · notice_not_due · version_conflict."""
    who = actor()
    done = notices.confirm_notice(service(), who, ref, seen=data["version"], request=form())
    return ApplicationView(done, who)


@blueprint.post("/notices/<ref>/take-back")
@repeatable
@needs(*REVIEWERS)
@audited("notice.take_back", "交付決定通知書の発行の取消し", "application")
@blueprint.arguments(VersionSchema)
@blueprint.response(200, ApplicationSchema)
def take_back_notice(data: Data, ref: str) -> ApplicationView:
    """Before it is confirmed."""
    who = actor()
    done = notices.take_back(service(), who, ref, seen=data["version"], request=form())
    return ApplicationView(done, who)
