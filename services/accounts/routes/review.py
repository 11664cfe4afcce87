"""The review desk."""

from __future__ import annotations

from typing import Any

from services.accounts.routes.requests import REVIEWERS, STAFF, actor, form, service
from services.accounts.schemas.applications import (
    ApplicationSchema,
    ApplicationView,
    SummarySchema,
)
from services.accounts.schemas.forms import RejectionSchema, ReturnSchema, VersionSchema
from services.accounts.usecases import completion, review
from shared.audit import concerns
from shared.web.audit import audited
from shared.web.auth import needs
from shared.web.json_body import Blueprint
from shared.web.openapi import repeatable

blueprint = Blueprint("review", __name__)
Data = dict[str, Any]


@blueprint.get("/applications/summary")
@needs(*STAFF)
@blueprint.response(200, SummarySchema)
def show_summary() -> Data:
    who, summary = actor(), review.summarise_queue(service())
    oldest = [ApplicationView(one, who) for one in summary.oldest]
    return {**vars(summary), "oldest": oldest}


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
