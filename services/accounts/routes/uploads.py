"""Files on their way to an application. The body of an upload is the file itself."""

from __future__ import annotations

from typing import Any

from flask import Response

from services.accounts.model.files import Upload
from services.accounts.routes.requests import STAFF, USER, actor, service
from services.accounts.schemas.uploads import (
    TraySchema,
    UploadListSchema,
    UploadQuerySchema,
    UploadSchema,
)
from services.accounts.usecases import uploads
from shared.web.auth import needs
from shared.web.files import ANY_BYTES, THE_FILE, body_as_file, download
from shared.web.json_body import Blueprint

blueprint = Blueprint("uploads", __name__)
Data = dict[str, Any]


@blueprint.post("/uploads")
@needs(*USER)
@blueprint.arguments(UploadQuerySchema, location="query")
@blueprint.response(201, UploadSchema)
@blueprint.doc(requestBody=THE_FILE)
def take_in_file(asked: Data) -> Upload:
    """A PDF, JPEG or PNG of at most 5 MB, told by its content. Kept for a day unless an
    application takes it. 413 · 422 · 429 too_many_uploads."""
    return uploads.take_in(
        service(),
        actor(),
        asked["facility_id"],
        role=asked["role"],
        name=asked["name"],
        data=body_as_file(),
    )


@blueprint.get("/uploads")
@needs(*USER)
@blueprint.arguments(TraySchema, location="query")
@blueprint.response(200, UploadListSchema)
def list_files(asked: Data) -> Data:
    """What the facility attached and no application has taken yet."""
    found = uploads.list_unused(service(), actor(), asked["facility_id"])
    return {"items": found, "page": 1, "per_page": len(found), "total": len(found)}


@blueprint.delete("/uploads/<upload_id>")
@needs(*USER)
@blueprint.response(204)
def remove_file(upload_id: str) -> None:
    """409 upload_in_use once an application names it."""
    uploads.remove(service(), actor(), upload_id)


@blueprint.get("/uploads/<upload_id>/content")
@needs(*USER, *STAFF)
@blueprint.response(200, ANY_BYTES, content_type="application/octet-stream")
def show_file(upload_id: str) -> Response:
    """The file as an attachment, under its own media type."""
    upload, data = uploads.show(service(), actor(), upload_id)
    return download(data, upload.name, upload.type)
