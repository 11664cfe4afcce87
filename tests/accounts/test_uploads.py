"""Attached files: known by content, kept encrypted, shown to their own, gone when unused."""

from __future__ import annotations

import pytest

from services.accounts.usecases.uploads import MOST_UNUSED, sweep_unused
from shared.files import MOST_PIXELS, safe_name, sniff
from tests.accounts.desk import OTHER_FACILITY, Desk, found, messages
from tests.accounts.grants import JPEG, PDF, applied, attached, png, started, upload
from tests.support.tokens import FACILITY

TRAY = f"uploads?facility_id={FACILITY['id']}"
SIDE = 20_000


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (PDF, "application/pdf"),
        (JPEG, "image/jpeg"),
        (png(), "image/png"),
        (png(SIDE, SIDE), ""),
        (png(0, 4), ""),
        (png()[:-12], ""),
        (b"", ""),
        (b"%PDF-1.7 and no end", ""),
        (b"\xff\xd8\xff", ""),
        (b"\xff\xd8\xff\xe0\xff\xff", ""),
        (b"MZ\x90\x00", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"<html><script>alert(1)</script>", ""),
        (b"PK\x03\x04 office", ""),
    ],
)
def test_content_decides(data: bytes, media_type: str) -> None:
    assert SIDE * SIDE > MOST_PIXELS
    assert sniff(data) == media_type


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("領収書.pdf", "領収書.pdf"),
        ("領収書.PDF", "領収書.pdf"),
        (r"C:\Users\taro\領収書.pdf", "領収書.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("invoice.hta", "invoice.hta.pdf"),
        ("fdp.\u202eexe", "fdp.exe.pdf"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x.pdf"),
        ("", "添付ファイル.pdf"),
        ("...", "添付ファイル.pdf"),
        ("あ" * 300 + ".pdf", "あ" * 96 + ".pdf"),
    ],
)
def test_names_tell_the_truth(name: str, shown: str) -> None:
    assert safe_name(name, "application/pdf") == shown


def test_a_file_is_kept_encrypted_and_shown_to_its_own(desk: Desk) -> None:
    kept = found(upload(desk), 201)
    assert (kept["name"], kept["type"], kept["bytes"]) == (
        "領収書.pdf",
        "application/pdf",
        len(PDF),
    )
    assert b"%PDF" not in desk.db.uploads.find_one({"_id": kept["id"]})["box"]
    assert [one["id"] for one in found(desk.get(TRAY, desk.user()))["items"]] == [kept["id"]]
    for who in (desk.user(), desk.staff("viewer")):
        answer = desk.get(f"uploads/{kept['id']}/content", who)
        assert (answer.data, answer.content_type) == (PDF, "application/pdf")
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_strangers_find_nothing(desk: Desk) -> None:
    kept = found(upload(desk), 201)["id"]
    stranger = desk.user(sub="user-2", facilities=[OTHER_FACILITY])
    found(desk.get(f"uploads/{kept}/content", stranger), 404)
    found(desk.delete(f"uploads/{kept}", stranger), 404)
    found(desk.get(TRAY, stranger), 404)
    found(upload(desk, who=stranger), 404)
    found(upload(desk, who=desk.staff()), 403)
    found(desk.get(f"uploads/{kept}/content", {}), 401)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<html>", "領収書.pdf：PDF・JPEG・PNGのいずれかを添付してください"),
        (b"", "領収書.pdf：PDF・JPEG・PNGのいずれかを添付してください"),
        (PDF + b"x" * 5_000_000, "領収書.pdf：5MB以下のファイルを添付してください"),
    ],
    ids=["html", "empty", "large"],
)
def test_other_content_is_refused_whatever_it_is_called(
    desk: Desk, data: bytes, message: str
) -> None:
    assert messages(upload(desk, data)) == {"files.receipt": message}
    assert desk.db.uploads.count_documents({}) == 0


def test_a_body_beyond_reason_is_not_read(desk: Desk) -> None:
    assert found(upload(desk, b"x" * 6_000_001), 413)["code"] == "too_large"


def test_five_megabytes_are_fine_and_json_keeps_its_own_limit(desk: Desk) -> None:
    largest = PDF.replace(b"%%EOF", b"x" * (5_000_000 - len(PDF)) + b"%%EOF")
    assert found(upload(desk, largest), 201)["bytes"] == 5_000_000
    big = {"kind": "x" * 1_000_001}
    assert desk.post("applications", big, desk.user()).status_code == 413


def test_a_tray_is_not_a_warehouse(desk: Desk) -> None:
    for _ in range(MOST_UNUSED):
        found(upload(desk), 201)
    assert found(upload(desk), 429)["code"] == "too_many_uploads"


def test_what_is_not_sent_goes_after_a_day(desk: Desk) -> None:
    found(upload(desk), 201)
    desk.clock.forward(hours=23)
    sweep_unused(desk.service)
    assert desk.db.uploads.count_documents({}) == 1
    desk.clock.forward(hours=2)
    sweep_unused(desk.service)
    assert desk.db.uploads.count_documents({}) == 0


def test_what_an_application_holds_stays(desk: Desk) -> None:
    started(desk)
    kept = applied(desk)["details"]["files"]
    left = found(upload(desk), 201)["id"]
    desk.clock.forward(days=3)
    for _ in range(2):
        sweep_unused(desk.service)
    assert {row["_id"] for row in desk.db.uploads.find()} == set(kept)
    assert left not in kept
    assert found(desk.get(TRAY, desk.user()))["items"] == []
    assert found(desk.delete(f"uploads/{kept[0]}", desk.user()), 409)["code"] == "upload_in_use"


def test_a_form_on_its_way_keeps_its_files_from_the_sweep(desk: Desk) -> None:
    """A sweep that saw the file unused before somebody asked for it leaves it alone."""
    [one, _] = attached(desk)
    desk.clock.forward(days=2)
    seen = desk.service.uploads.get(one)
    desk.service.uploads.keep([one], FACILITY["id"], desk.clock.now())
    desk.service.uploads.delete(seen)
    assert desk.service.uploads.get(one)


def test_a_file_can_be_taken_away_again(desk: Desk) -> None:
    kept = found(upload(desk), 201)["id"]
    assert desk.delete(f"uploads/{kept}", desk.user()).status_code == 204
    found(desk.delete(f"uploads/{kept}", desk.user()), 404)
    assert found(desk.get(TRAY, desk.user()))["items"] == []
