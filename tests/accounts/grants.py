"""What people do around a grant, in a line each."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from shared import clock as real_clock
from tests.accounts.desk import Desk, Headers, found
from tests.support.tokens import FACILITY

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080010001001011100") + b"x"


def png(width: int = 4, height: int = 4) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IEND", b"")


def item(**changes: object) -> dict[str, object]:
    whole = {
        "category": "カードリーダー",
        "name": "顔認証付きカードリーダー",
        "quantity": "１",
        "amount": "４８，200",
    }
    return {**whole, **changes}


def grant_form(files: list[str], **changes: object) -> dict[str, object]:
    return {
        "kind": "grant",
        "facility_id": FACILITY["id"],
        "lines": [item()],
        "files": files,
        "bank_code": "０００１",
        "branch_code": "123",
        "account_type": "ordinary",
        "account_no": "12345",
        "account_kana": "さんぷるじゅうせい",
        "declared": True,
        **changes,
    }


def upload(desk: Desk, data: bytes = PDF, who: Headers | None = None, **query: str) -> TestResponse:
    asked = {"facility_id": FACILITY["id"], "role": "receipt", "name": "領収書.pdf", **query}
    return desk.app.test_client().post(
        "/api/accounts/uploads",
        query_string=asked,
        data=data,
        content_type="application/octet-stream",
        headers=who or desk.user(),
    )


def attached(desk: Desk) -> list[str]:
    """The two files the scheme asks for."""
    return [found(upload(desk, role=role), 201)["id"] for role in ("receipt", "breakdown")]


def started(desk: Desk) -> None:
    """The facility has accounts and a 運用開始日."""
    desk.completed(terminals=1)
    day = str(real_clock.jst_date(desk.clock.now()) + timedelta(days=1))
    path = f"start-dates/{FACILITY['id']}"
    found(desk.put(path, {"day": day, "version": 1}, desk.user()))


def applied(desk: Desk, **changes: object) -> dict[str, Any]:
    form = grant_form(attached(desk), **changes)
    return found(desk.post("applications", form, desk.user()), 201)


def approved(desk: Desk) -> dict[str, Any]:
    """Claimed and approved by 審査一郎."""
    application = applied(desk)
    ref = application["ref"]
    claimed = found(desk.post(f"applications/{ref}/claim", {}, desk.staff()))
    body = {"version": claimed["version"]}
    return found(desk.post(f"applications/{ref}/complete", body, desk.staff()))


def notice(
    desk: Desk, step: str, one: dict[str, Any], who: Headers, **more: object
) -> TestResponse:
    body = {"version": one["version"], **more}
    return desk.post(f"notices/{one['ref']}/{step}", body, who)


def today(desk: Desk) -> str:
    return str(real_clock.jst_date(desk.clock.now()))
