"""The facilities master over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from services.registration.model.facilities import CLOSED, OPEN, Facility
from services.registration.model.numbers import KINDS
from services.registration.routes.desk import desk
from services.registration.routes.limits import limited
from services.registration.schemas.master import (
    CorrectionSchema,
    DifferencesSchema,
    EntrySchema,
    FacilityListSchema,
)
from services.registration.schemas.output import FoundFacilitySchema
from services.registration.usecases import lookup, master
from shared import japanese
from shared.errors import FieldError, Invalid
from shared.web.audit import audited
from shared.web.auth import STAFF, caller, needs
from shared.web.json_body import Blueprint
from shared.web.openapi import asks, in_query
from shared.web.paging import describes_list, page_body, page_from_query

bp = Blueprint("facilities", __name__)


@bp.route("/facilities/lookup")
@asks(
    in_query("kind", enum=list(KINDS)),
    in_query("prefix", "協 or 契 where the kind has one"),
    in_query("number", "digits; hyphens are forgiven"),
)
@limited("lookup")
@bp.response(200, FoundFacilitySchema)
def look_up_facility() -> Facility:
    """404 facility_not_found · 409 facility_taken · 422 invalid · 503"""
    kind = request.args.get("kind", "")
    if kind not in KINDS:
        raise Invalid(errors=[FieldError("kind", "choice", "所属機関を選択してください")])
    prefix, number = request.args.get("prefix", ""), request.args.get("number", "")
    return lookup.look_up(desk(), kind, prefix.strip(), japanese.digits(number))


@bp.route("/facilities")
@describes_list((), prefecture=(), kind=KINDS, status=(OPEN, CLOSED))
@needs(*STAFF)
@bp.response(200, FacilityListSchema)
def list_facilities() -> dict[str, object]:
    """`q` is a whole number, or the beginning of an institution code or of a name. Nothing asked
    finds nothing; 1,000 at most can be leafed through."""
    page = page_from_query((), "")
    exactly = {
        "prefecture": japanese.name(request.args.get("prefecture", "")),
        "kind": one_of(KINDS, request.args.get("kind", "")),
        "status": one_of((OPEN, CLOSED), request.args.get("status", "")),
    }
    found, more = master.search(desk(), page.q, **exactly)
    shown = found[page.skip : page.skip + page.per_page]
    return {**page_body(shown, page, len(found)), "more": more}


@bp.route("/facilities/<facility_id>")
@needs(*STAFF)
@bp.response(200, EntrySchema)
def show_facility(facility_id: str) -> dict[str, object]:
    """404 not_found"""
    return _entry(master.show(desk(), facility_id))


@bp.route("/facilities/<facility_id>/check", methods=["POST"])
@needs("reviewer", "admin")
@audited("facility.check", "施術所マスタの修正内容の確認", "facility")
@bp.arguments(CorrectionSchema)
@bp.response(200, DifferencesSchema)
def check_correction(body: dict[str, Any], facility_id: str) -> dict[str, object]:
    """What a correction would change; nothing is changed yet.
    404 not_found · 409 version_conflict · 422 invalid, nothing_changed"""
    version, _ = body.pop("version"), body.pop("reason")
    return {"differences": master.check_correction(desk(), facility_id, version, body)}


@bp.route("/facilities/<facility_id>", methods=["PATCH"])
@needs("reviewer", "admin")
@audited("facility.correct", "施術所マスタの修正", "facility")
@bp.arguments(CorrectionSchema)
@bp.response(200, EntrySchema)
def correct_facility(body: dict[str, Any], facility_id: str) -> dict[str, object]:
    """404 not_found · 409 version_conflict · 422 invalid, nothing_changed"""
    version, reason = body.pop("version"), body.pop("reason")
    by = caller().name
    shown = master.correct(desk(), facility_id, version, body, by=by, reason=reason)
    return _entry(shown)


def one_of(known: Sequence[str], asked: str) -> str:
    """What was asked, or nothing if it is unknown."""
    return asked if asked in known else ""


def _entry(shown: master.Shown) -> dict[str, object]:
    entry = shown.entry
    about = {"version": entry.version, "corrected": entry.corrected, "history": entry.history}
    return {**vars(entry.facility), **about, "user": shown.user}
