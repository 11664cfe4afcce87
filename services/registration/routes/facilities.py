"""The facilities master over HTTP."""

from __future__ import annotations

from flask import request

from services.registration.model.facilities import Facility
from services.registration.model.numbers import KINDS
from services.registration.routes.desk import desk
from services.registration.routes.limits import limited
from services.registration.schemas.output import FacilitySchema, FoundFacilitySchema
from services.registration.usecases import lookup
from shared import japanese
from shared.errors import FieldError, Invalid
from shared.web.auth import STAFF, needs
from shared.web.json_body import Blueprint
from shared.web.openapi import asks, in_query

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


@bp.route("/facilities/<facility_id>")
@needs(*STAFF)
@bp.response(200, FacilitySchema)
def show_facility(facility_id: str) -> Facility:
    return lookup.show_facility(desk(), facility_id)
