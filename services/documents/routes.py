"""HTTP for the owners of documents. Staff may see that a document exists, never what it says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from flask import Response, current_app, request

from services.documents import usecases
from services.documents.model import Credentials
from services.documents.model.archives import Archive, State
from services.documents.schemas import (
    ArchiveFormSchema,
    ArchiveSchema,
    CredentialsSchema,
    NoticeListSchema,
    SheetListSchema,
    SheetQuerySchema,
)
from services.documents.usecases import Service, Viewer, archives, notices
from shared.web.auth import STAFF, USER, caller, needs, recent_password
from shared.web.json_body import Blueprint
from shared.web.openapi import asks, in_query

blueprint = Blueprint("documents", __name__)
PDF_TYPE, ZIP_TYPE = "application/pdf", "application/zip"
BINARY = {"type": "string", "format": "binary"}


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
@blueprint.response(200, BINARY, content_type=PDF_TYPE)
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


@blueprint.post("/archives")
@needs(USER)
@blueprint.arguments(ArchiveFormSchema)
@blueprint.response(202, ArchiveSchema)
@blueprint.alt_response(200, schema=BINARY, content_type=ZIP_TYPE)
def request_archive(data: dict[str, list[str]]) -> Any:
    """The newest sheets of these accounts as one ZIP file: at once (200), or if there are more
    than 100 by and by (202). 403 reauth_required · 404 without any sheet · 429."""
    service = _service()
    recent_password(service.now)
    archive = archives.request_archive(service, _viewer(), data["account_ids"])
    if archive.state is State.GIVEN:
        return _zip(archives.pack_at_once(service, archive))
    return archive


@blueprint.get("/archives/<archive_id>")
@needs(USER)
@blueprint.response(200, ArchiveSchema)
def show_archive(archive_id: str) -> Archive:
    return archives.show_archive(_service(), _viewer(), archive_id)


@blueprint.get("/archives/<archive_id>/content")
@needs(USER)
@blueprint.response(200, BINARY, content_type=ZIP_TYPE)
def download_archive(archive_id: str) -> Response:
    """403 reauth_required · 404 also while it is not ready, and an hour after it was."""
    recent_password(_service().now)
    return _zip(archives.download_archive(_service(), _viewer(), archive_id))


@blueprint.get("/notices")
@needs(USER)
@asks(in_query("facility_id", "Only those of this one; 404 if it is not the caller's"))
@blueprint.response(200, NoticeListSchema)
def list_notices() -> dict[str, Any]:
    """The 交付決定通知書 of the caller's facilities."""
    wanted = request.args.get("facility_id", "")
    found = notices.list_notices(_service(), _viewer(), wanted)
    return {"items": found, "total": len(found)}


@blueprint.get("/notices/<number>/content")
@needs(USER, *STAFF)
@blueprint.response(200, BINARY, content_type=PDF_TYPE)
def download_notice(number: str) -> Response:
    """The PDF as an attachment; users need a recent password. 403 reauth_required · 404."""
    viewer = _viewer()
    if not viewer.is_staff:
        recent_password(_service().now)
    notice, pdf = notices.show_notice(_service(), viewer, number)
    disposition = {"Content-Disposition": f'attachment; filename="{notice.file_name}"'}
    return Response(pdf, mimetype=PDF_TYPE, headers=disposition)


def _zip(content: Iterator[bytes]) -> Response:
    """Begun here, so that what fails at the start is still refused."""
    body = chain([next(content)], content)
    disposition = {"Content-Disposition": 'attachment; filename="accounts.zip"'}
    return Response(body, content_type=ZIP_TYPE, headers=disposition)


def _viewer() -> Viewer:
    who = caller()
    own = tuple(facility.id for facility in who.facilities)
    return Viewer(who.sub, own, is_staff=who.role in STAFF)


def _service() -> Service:
    service: Service = current_app.extensions["documents"]
    return service
