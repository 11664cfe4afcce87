"""The review desk."""

from __future__ import annotations

from typing import Any

from services.accounts.routes.narrowing import FILTERS, WholeList, narrowed
from services.accounts.routes.requests import REVIEWERS, STAFF, actor, form, service
from services.accounts.schemas.applications import (
    ApplicationSchema,
    ApplicationView,
    ExportSchema,
    SummarySchema,
)
from services.accounts.schemas.forms import RejectionSchema, ReturnSchema, VersionSchema
from services.accounts.usecases import completion, review
from services.accounts.usecases.applications import list_applications
from shared.audit import concerns
from shared.web.audit import audited
from shared.web.auth import needs
from shared.web.json_body import Blueprint
from shared.web.openapi import asks, in_query, repeatable
from shared.web.paging import page_from_query

blueprint = Blueprint("review", __name__)
Data = dict[str, Any]


@blueprint.get("/applications/summary")
@needs(*STAFF)
@blueprint.response(200, SummarySchema)
def show_summary() -> Data:
    who, summary = actor(), review.summarise_queue(service())
    oldest = [ApplicationView(one, who) for one in summary.oldest]
    return {**vars(summary), "oldest": oldest}


@blueprint.get("/applications/export")
@asks(in_query("q"), *(in_query(name) for name in FILTERS))
@needs(*REVIEWERS)
@blueprint.response(200, ExportSchema)
def export_applications() -> Data:
    """What a list so narrowed would show, oldest first, at most 10,000."""
    who, q = actor(), page_from_query((), "").q
    found, total = list_applications(service(), who, WholeList(q), **narrowed(who))
    return {"items": [ApplicationView(one, who) for one in found], "total": total}


@blueprint.post("/applications/claim-next")
@audited("application.claim_next", "次の1件を担当", "application")
@needs(*REVIEWERS)
@blueprint.response(200, ApplicationSchema)
def claim_next() -> ApplicationView:
    who = actor()
    claimed = review.claim_next(service(), who)
    concerns(claimed.ref)
    return ApplicationView(claimed, who)


@blueprint.post("/applications/<ref>/claim")
@audited("application.claim", "担当", "application")
@repeatable
@needs(*REVIEWERS)
@blueprint.response(200, ApplicationSchema)
def claim_application(ref: str) -> ApplicationView:
    who = actor()
    return ApplicationView(review.claim_application(service(), who, ref, request=form()), who)


@blueprint.post("/applications/<ref>/return")
@audited("application.return", "差戻し", "application")
@repeatable
@needs(*REVIEWERS)
@blueprint.arguments(ReturnSchema)
@blueprint.response(200, ApplicationSchema)
def return_application(data: Data, ref: str) -> ApplicationView:
    who = actor()
    moved = review.return_application(
        service(),
        who,
        ref,
        comment=data["comment"],
        deadline=data["deadline"],
        seen=data["version"],
        request=form(),
    )
    return ApplicationView(moved, who)


@blueprint.post("/applications/<ref>/reject")
@audited("application.reject", "却下", "application")
@repeatable
@needs(*REVIEWERS)
@blueprint.arguments(RejectionSchema)
@blueprint.response(200, ApplicationSchema)
def reject_application(data: Data, ref: str) -> ApplicationView:
    who = actor()
    moved = review.reject_application(
        service(), who, ref, comment=data["comment"], seen=data["version"], request=form()
    )
    return ApplicationView(moved, who)


@blueprint.post("/applications/<ref>/complete")
@audited("application.complete", "承認", "application")
@repeatable
@needs(*REVIEWERS)
@blueprint.arguments(VersionSchema)
@blueprint.response(200, ApplicationSchema)
def complete_application(data: Data, ref: str) -> ApplicationView:
    who = actor()
    moved = completion.complete_application(
        service(), who, ref, seen=data["version"], request=form()
    )
    return ApplicationView(moved, who)
