"""The stylesheet, the script and the icon, under names that change with their content."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"

pages = Blueprint("static_files", __name__)


@dataclass(frozen=True)
class StaticFile:
    public_name: str
    content: bytes
    media_type: str


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(f"{path.stem}.{digest}{path.suffix}", content, media_type)


FILES = {path.name: _read(path) for path in sorted(FOLDER.iterdir())}
BY_PUBLIC_NAME = {file.public_name: file for file in FILES.values()}


def static_url(name: str) -> str:
    return f"/static/{FILES[name].public_name}"


@pages.get("/static/<name>")
def static_file(name: str) -> Response:
    file = BY_PUBLIC_NAME.get(name)
    if file is None:
        abort(404)
    response = Response(file.content, content_type=f"{file.media_type}; charset=utf-8")
    response.headers["Cache-Control"] = FOREVER
    return response
