"""Files in and out of HTTP: a request whose body is the file, an answer that is one."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, request

from shared.files import NAMELESS
from shared.web.fields import Schema, Text

LARGEST_BODY = 6_000_000
ANY_BYTES = {"type": "string", "format": "binary"}
THE_FILE = {"required": True, "content": {"application/octet-stream": {"schema": ANY_BYTES}}}
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


class FileQuerySchema(Schema):
    """`name` is what the file is called at home."""

    name = Text(
        NAMELESS,
        longest=300,
        too_long="ファイル名が長すぎます。短くしてから添付してください",
        optional=True,
    )


def body_as_file() -> bytes:
    """What was sent, of any type, within the limit of files."""
    request.max_content_length = LARGEST_BODY
    return request.get_data(cache=False)


def download(data: bytes, name: str, media_type: str) -> Response:
    """The file as an attachment, under its own media type."""
    named = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(
        data, content_type=media_type, headers={**HARMLESS, "Content-Disposition": named}
    )
