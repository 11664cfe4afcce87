"""HTTP for the owners of documents. Staff may see that a document exists, never what it says."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app

from services.documents import usecases
from services.documents.model import Credentials
from services.documents.schemas import CredentialsSchema, SheetListSchema, SheetQuerySchema
from services.documents.usecases import Service, Viewer
from shared.web.auth import STAFF, USER, caller, needs, recent_password
from shared.web.json_body import Blueprint

blueprint = Blueprint("documents", __name__)
PDF_TYPE = "application/pdf"


@blueprint.get("/documents")
@needs(USER, *STAFF)
@blueprint.arguments(SheetQuerySchema, location="query")
@blueprint.response(200, SheetListSchema)
def list_documents(asked: dict[str, str]) -> dict[str, Any]:
    """Those of the caller's facilities; staff see all. 422 without ref and account_id."""
    mine = None if caller().role in STAFF else _viewer().facility_ids
    sheets, expected = usecases.list_sheets(_service(), mine, **asked)
    return {"items": sheets, "total": len(sheets), "expected": expected}


@blueprint.get("/documents/<document_id>/content")
@needs(USER)
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=PDF_TYPE)
def download(document_id: str) -> Response:
    """The PDF as an attachment. 403 reauth_required · 404."""
    recent_password(_service().now)
    sheet, pdf = usecases.show_pdf(_service(), _viewer(), document_id)
    disposition = {"Content-Disposition": f'attachment; filename="{sheet.file_name}"'}
    return Response(pdf, mimetype=PDF_TYPE, headers=disposition)


@blueprint.post("/documents/<document_id>/credentials")
@needs(USER)
@blueprint.response(200, CredentialsSchema)
def show_credentials(document_id: str) -> Credentials:
    """What the PDF says, for pages that read it out. 403 reauth_required · 404."""
    recent_password(_service().now)
    return usecases.show_credentials(_service(), _viewer(), document_id)


def _viewer() -> Viewer:
    who = caller()
    return Viewer(who.sub, tuple(facility.id for facility in who.facilities))


def _service() -> Service:
    service: Service = current_app.extensions["documents"]
    return service
