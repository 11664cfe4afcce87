"""Files of the public site's texts: 管理 brings them, anybody gets those of a published text."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from services.registration.model.attachments import MOST_FILES, StoredFile
from services.registration.routes.desk import desk
from services.registration.schemas.attachments import FileListSchema, FileSchema
from services.registration.usecases import attachments
from shared.audit import concerns
from shared.web.audit import audited
from shared.web.auth import caller, needs
from shared.web.files import ANY_BYTES, THE_FILE, FileQuerySchema, body_as_file, download
from shared.web.json_body import Blueprint
from shared.web.openapi import asks, in_query

bp = Blueprint("attachments", __name__)
Data = dict[str, Any]


@bp.post("/publications/files")
@audited("publication.attach", "公開文章の添付ファイルの送信", "publication")
@needs("admin")
@bp.arguments(FileQuerySchema, location="query")
@bp.response(201, FileSchema)
@bp.doc(requestBody=THE_FILE)
def take_in_file(asked: Data) -> StoredFile:
    """A PDF, JPEG or PNG of at most 5 MB, told by its content. Kept for a day unless a text
    takes it. 413 · 422."""
    file = attachments.take_in(desk(), asked["name"], body_as_file(), caller().name)
    concerns(file.id)
    return file


@bp.get("/publications/files")
@asks(in_query("id", "May be given several times."))
@needs("admin")
@bp.response(200, FileListSchema)
def list_files() -> Data:
    """What is known of these; those that are gone are left out."""
    return {"items": attachments.look_up(desk(), request.args.getlist("id")[:MOST_FILES])}


@bp.get("/publications/files/<file_id>/content")
@needs("admin")
@bp.response(200, ANY_BYTES, content_type="application/octet-stream")
def show_file(file_id: str) -> Response:
    """Whether published or not. 404 not_found."""
    file, data = attachments.show(desk(), file_id)
    return download(data, file.name, file.type)


@bp.get("/publications/live/files/<file_id>")
@bp.response(200, ANY_BYTES, content_type="application/octet-stream")
def show_published_file(file_id: str) -> Response:
    """404 not_found before its text is published and after."""
    file, data = attachments.show_published(desk(), file_id)
    return download(data, file.name, file.type)
