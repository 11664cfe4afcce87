"""Files people attach: known by what is in them, not by what they are called."""

from __future__ import annotations

import struct
from pathlib import PurePosixPath

from shared.errors import FieldError, Invalid

MOST_BYTES = 5_000_000
MOST_PIXELS = 100_000_000
LONGEST_NAME = 100
NAMELESS = "添付ファイル"
TOO_LARGE = "5MB以下のファイルを添付してください"
WRONG_TYPE = "PDF・JPEG・PNGのいずれかを添付してください"

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_PDF = b"%PDF-"
_PDF_END = b"%%EOF"
_ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def media_type_of(data: bytes, name: str, field: str) -> str:
    """Of a file that may be attached. Raises Invalid with a complaint under `field`."""
    shown = name or NAMELESS
    if len(data) > MOST_BYTES:
        raise Invalid(errors=[FieldError(field, "too_large", f"{shown}：{TOO_LARGE}")])
    media_type = sniff(data)
    if not media_type:
        raise Invalid(errors=[FieldError(field, "type", f"{shown}：{WRONG_TYPE}")])
    return media_type


def sniff(data: bytes) -> str:
    """The media type of a whole PDF, JPEG or PNG; empty for anything else, and for a picture too
    large to be looked at."""
    if data.startswith(_PDF):
        return "application/pdf" if _PDF_END in data[-2048:] else ""
    for start, media_type, size in (
        (_PNG, "image/png", _png_size),
        (_JPEG, "image/jpeg", _jpeg_size),
    ):
        if data.startswith(start):
            width, height = size(data)
            return media_type if 0 < width * height <= MOST_PIXELS else ""
    return ""


def safe_name(name: str, media_type: str) -> str:
    """Without folders and invisible characters, with an ending that tells the truth."""
    visible = "".join(char for char in name.replace("\\", "/") if char.isprintable())
    path = PurePosixPath(visible.strip().rsplit("/", 1)[-1].strip(". ") or NAMELESS)
    endings = _ENDINGS[media_type]
    ending = path.suffix.lower() if path.suffix.lower() in endings else endings[0]
    stem = path.stem if path.suffix.lower() in endings else path.name
    return stem[: LONGEST_NAME - len(ending)] + ending


def _png_size(data: bytes) -> tuple[int, int]:
    if len(data) < 33 or data[12:16] != b"IHDR" or b"IEND" not in data[-16:]:
        return 0, 0
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """From its first frame header; (0, 0) when there is none."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return 0, 0
