"""P6: manuals as pages, and the files that manuals and notices offer for download."""

from __future__ import annotations

import mimetypes
import re

from flask import Blueprint, Response, abort, current_app, render_template

from services.portal.client import relayed, stream
from services.portal.security import public_page
from services.portal.shelf import contents

STORED = re.compile(r"[0-9a-f]{32}\.[a-z]+")
pages = Blueprint("manuals", __name__)


@pages.get("/manuals")
@public_page
def index() -> str:
    return render_template("manuals/list.html", manuals=contents().manuals, files=contents().files)


@pages.get("/manuals/<id>")
@public_page
def detail(id: str) -> str:
    manual = next((manual for manual in contents().manuals if manual.id == id), None)
    if manual is None:
        abort(404)
    return render_template("manuals/detail.html", manual=manual, files=contents().files)


@pages.get("/files/<name>")
@public_page
def file(name: str) -> Response:
    """Of the folder, or one that registration keeps and gives while its text is published."""
    library = current_app.extensions["library"]
    if name not in library.contents().files:
        if not STORED.fullmatch(name):
            abort(404)
        return relayed(stream("GET", "registration", "publications", "live", "files", name))
    folder = library.folder / "files"
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = Response((folder / name).read_bytes(), content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
