"""Many sheets in one file: at once, or packed piece by piece by workers that may be killed."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.documents.usecases import archives
from services.documents.usecases.archives import pack_next
from shared.mongo import Document
from shared.vault import Damaged
from tests.documents.office import OTHER_FACILITY, Headers, Office, account_id, secret
from tests.documents.sheets import text

MANY = 130


def wanted(*numbers: int) -> dict[str, list[str]]:
    return {"account_ids": [account_id(n) for n in numbers]}


def ask(office: Office, body: object, who: Headers | None = None) -> TestResponse:
    client = office.app.test_client()
    return client.post("/api/documents/archives", json=body, headers=who or office.user())


def files(answer: TestResponse) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def multiply(office: Office, number: int) -> None:
    """As many sheets, without as much printing: copies whose boxes are locked anew."""
    [sheet] = office.service.sheets.find(facility_ids=None, account_id="W0000001")
    pdf = office.service.vault.open(sheet.id, office.service.sheets.locked(sheet), "pdf")
    rows: list[Document] = []
    for n in range(2, number + 1):
        copy_id = f"{account_id(n)}-1"
        locked = office.service.vault.lock(copy_id, {"pdf": pdf})
        row = office.db["sheets"].find_one({"_id": sheet.id}) or {}
        own = {"_id": copy_id, "account_id": account_id(n), "key": locked.key}
        rows.append({**row, **own, "boxes": dict(locked.boxes)})
    office.db["sheets"].insert_many(rows)


@pytest.fixture
def many(office: Office) -> Office:
    office.issued(terminals=1)
    multiply(office, MANY)
    return office


@pytest.fixture
def job(many: Office) -> dict[str, Any]:
    answer = ask(many, wanted(*range(1, MANY + 1)))
    assert answer.status_code == 202
    return answer.json


def progress(office: Office, job: dict[str, Any]) -> tuple[str, int, int]:
    answer = office.get(f"archives/{job['id']}", office.user()).json
    return answer["state"], answer["done"], answer["total"]


def content(office: Office, job: dict[str, Any], who: Headers | None = None) -> TestResponse:
    return office.get(f"archives/{job['id']}/content", who or office.user())


def test_some_sheets_come_at_once_under_their_names(office: Office) -> None:
    office.issued(terminals=3)
    answer = ask(office, wanted(3, 1, 1))
    assert answer.content_type == "application/zip"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="accounts.zip"'
    assert answer.headers["Cache-Control"] == "no-store"
    packed = files(answer)
    assert list(packed) == ["W0000001_skg_account.pdf", "W0000003_skg_account.pdf"]
    assert secret(3)["password"] in text(packed["W0000003_skg_account.pdf"])


def test_every_sheet_in_the_file_is_on_record_as_looked_at(office: Office) -> None:
    office.issued(terminals=3)
    ask(office, wanted(1, 2)).get_data()
    views = office.db["views"].find({}, {"_id": 0}).sort("document_id")
    assert [(view["document_id"], view["part"], view["by"]) for view in views] == [
        ("W0000001-1", "pdf", "user-1"),
        ("W0000002-1", "pdf", "user-1"),
    ]
    listed = office.get("documents?account_id=W0000002", office.user()).json["items"][0]
    assert listed["last_viewed_at"] == "2026-11-21T15:30:00.000Z"


def test_the_file_says_which_sheets_it_lacks(office: Office) -> None:
    office.issued(terminals=1)
    packed = files(ask(office, wanted(1, 2)))
    lacking = packed["未作成のアカウント.txt"].decode("utf-8-sig")
    assert lacking.splitlines()[1:] == ["W0000002"]


def test_nothing_of_another_facility_is_in_the_file(office: Office) -> None:
    office.issued(terminals=1)
    stranger = office.user(sub="user-2", facilities=[OTHER_FACILITY])
    assert ask(office, wanted(1), stranger).status_code == 404
    assert office.db["views"].count_documents({}) == 0
    assert office.db["archives"].count_documents({}) == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"account_ids": []},
        {"account_ids": None},
        {"account_ids": "W0000001"},
        {"account_ids": ["W1"]},
        {"account_ids": [["W0000001"]]},
        {"account_ids": [{"$ne": ""}]},
        {"account_ids": ["W0000001"] * 20_001},
    ],
)
def test_nothing_chosen_is_refused_in_words(office: Office, body: object) -> None:
    answer = ask(office, body)
    assert answer.status_code == 422
    messages = {error["message"] for error in answer.json["errors"]}
    assert messages == {"ダウンロードするアカウントを選択してください"}


def test_the_password_must_be_fresh_and_the_role_right(many: Office, job: dict[str, Any]) -> None:
    old = many.user(auth_time=int(many.clock.now().timestamp()) - 16 * 60)
    assert ask(many, wanted(1), old).json["code"] == "reauth_required"
    assert content(many, job, old).json["code"] == "reauth_required"
    for role in ("viewer", "reviewer", "admin"):
        assert ask(many, wanted(1), many.staff(role)).status_code == 403
        assert content(many, job, many.staff(role)).status_code == 403
    assert many.get(f"archives/{job['id']}", {}).status_code == 401


def test_ten_files_an_hour_and_no_more(office: Office) -> None:
    office.issued(terminals=1)
    for _ in range(10):
        assert ask(office, wanted(1)).status_code == 200
        office.clock.forward(minutes=1)
    refused = ask(office, wanted(1))
    assert (refused.status_code, refused.json["retry_after"]) == (429, 50 * 60)
    another = office.user(sub="user-2")
    assert ask(office, wanted(1), another).status_code == 200
    office.clock.forward(minutes=51)
    assert ask(office, wanted(1)).status_code == 200


def test_more_than_a_hundred_are_packed_in_the_background(
    many: Office, job: dict[str, Any]
) -> None:
    assert progress(many, job) == ("packing", 0, MANY)
    assert content(many, job).status_code == 404
    seen = []
    while pack_next(many.service):
        seen.append(progress(many, job)[1])
    assert seen == [25, 50, 75, 100, 125, 130]
    assert progress(many, job) == ("ready", MANY, MANY)
    packed = files(content(many, job))
    assert len(packed) == MANY
    assert len(set(packed.values())) == 1
    assert many.db["views"].count_documents({}) == MANY


def test_no_piece_is_stored_in_clear(many: Office, job: dict[str, Any]) -> None:
    while pack_next(many.service):
        pass
    pieces = list(many.db["archive_pieces"].find())
    assert len(pieces) == 6
    assert not any(b"%PDF" in box for piece in pieces for box in piece["boxes"].values())


def test_a_ready_file_lives_for_an_hour_and_for_its_owner(
    many: Office, job: dict[str, Any]
) -> None:
    while pack_next(many.service):
        pass
    colleague = many.user(sub="user-2")
    assert many.get(f"archives/{job['id']}", colleague).status_code == 404
    assert content(many, job, colleague).status_code == 404
    moved = many.user(facilities=[OTHER_FACILITY])
    assert content(many, job, moved).status_code == 404
    many.clock.forward(minutes=59)
    assert content(many, job).status_code == 200
    many.clock.forward(minutes=1)
    assert content(many, job).status_code == 404
    assert many.get(f"archives/{job['id']}", many.user()).status_code == 404


def test_all_of_it_goes_by_itself(many: Office, job: dict[str, Any]) -> None:
    while pack_next(many.service):
        pass
    for name in ("archives", "archive_pieces"):
        assert many.db[name].index_information()["expires"]["expireAfterSeconds"] == 0
        ends = {row["expires_at"] for row in many.db[name].find({}, {"expires_at": 1})}
        assert [end.isoformat() for end in ends] == ["2026-11-21T16:30:00+00:00"]


def test_who_is_killed_between_two_writes_costs_a_lease_and_no_file(
    many: Office, job: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The piece is stored, the progress is not."""
    pack_next(many.service)
    with monkeypatch.context() as killed:
        killed.setattr(many.service.archives, "save", _die)
        with pytest.raises(KeyboardInterrupt):
            pack_next(many.service)
    assert progress(many, job) == ("packing", 25, MANY)
    assert not pack_next(many.service)
    many.clock.forward(seconds=21)
    while pack_next(many.service):
        pass
    assert len(files(content(many, job))) == MANY


def test_a_packer_that_slept_through_its_lease_changes_nothing(
    many: Office, job: dict[str, Any]
) -> None:
    now = many.clock.now()
    slow = many.service.archives.take_up(now, now + archives.LEASE)
    assert slow
    many.clock.forward(seconds=21)
    pack_next(many.service)
    pack_next(many.service)
    archives._pack(many.service, slow)
    assert progress(many, job) == ("packing", 50, MANY)


def test_a_sheet_that_does_not_open_fails_the_file(many: Office, job: dict[str, Any]) -> None:
    other = many.db["sheets"].find_one({"_id": "W0000002-1"}) or {}
    moved = {"$set": {"key": other["key"], "boxes": other["boxes"]}}
    many.db["sheets"].update_one({"_id": "W0000001-1"}, moved)
    with pytest.raises(Damaged):
        pack_next(many.service)
    assert progress(many, job)[0] == "failed"
    assert not pack_next(many.service)


@pytest.mark.parametrize("path", ["nothing", "%00", "$ne", "x" * 999])
def test_an_unknown_file_is_not_found(office: Office, path: str) -> None:
    assert office.get(f"archives/{path}", office.user()).status_code == 404
    assert office.get(f"archives/{path}/content", office.user()).status_code == 404


def _die(*_: object) -> None:
    raise KeyboardInterrupt
