"""Imports of the facilities master: for administrators."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from services.registration.model.imports import MODES, UPDATE, Import
from services.registration.routes.desk import desk, idempotency_key
from services.registration.schemas.imports import (
    ConfirmationSchema,
    ImportListSchema,
    ImportSchema,
)
from services.registration.usecases import imports
from services.registration.usecases.imports import ERROR_HEAD
from shared.web.audit import audited
from shared.web.auth import caller, needs
from shared.web.csv_file import csv_file
from shared.web.json_body import Blueprint
from shared.web.openapi import asks, in_query, repeatable

bp = Blueprint("imports", __name__)

LARGEST_FILE = 40_000_000


@bp.route("/facility-imports", methods=["POST"])
@needs("admin")
@audited("facility.upload", "施術所マスタの取り込みファイルの送信", "facility")
@repeatable
@asks(in_query("mode", enum=list(MODES), default=UPDATE), in_query("file_name"))
@bp.response(202, ImportSchema)
def upload() -> Import:
    """The body is the CSV file, in UTF-8 or cp932. A worker checks it; nothing changes yet."""
    request.max_content_length = LARGEST_FILE
    mode = request.args.get("mode", UPDATE)
    return imports.upload(
        desk(),
        request.get_data(cache=False),
        request.args.get("file_name", "").replace("\x00", ""),
        mode if mode in MODES else UPDATE,
        caller().name,
        idempotency_key(),
    )


@bp.route("/facility-imports")
@needs("admin")
@bp.response(200, ImportListSchema)
def list_imports() -> dict[str, Any]:
    """The newest, without their differences."""
    return {"items": desk().store.imports.newest()}


@bp.route("/facility-imports/<import_id>")
@needs("admin")
@bp.response(200, ImportSchema)
def show_import(import_id: str) -> Import:
    """404 not_found"""
    return imports.show(desk(), import_id)


@bp.route("/facility-imports/<import_id>/errors.csv")
@needs("admin")
def wrong_lines(import_id: str) -> Response:
    """404 not_found"""
    rows = imports.wrong_lines(desk(), import_id)
    return csv_file("facility-import-errors.csv", ERROR_HEAD, rows)


@bp.route("/facility-imports/<import_id>/confirm", methods=["POST"])
@needs("admin")
@audited("facility.import", "施術所マスタの取り込みの確定", "facility")
@bp.arguments(ConfirmationSchema)
@bp.response(202, ImportSchema)
def confirm(body: dict[str, bool], import_id: str) -> Import:
    """A worker applies it. 404 not_found · 409 not_to_confirm, many_would_close, checked_again"""
    return imports.confirm(desk(), import_id, caller().name, many=body["many"])
