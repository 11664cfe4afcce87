"""Who may see what, and that every look is on record."""

from __future__ import annotations

import pytest

from tests.documents.office import OTHER_FACILITY, Office, secret
from tests.documents.sheets import text
from tests.support.tokens import FACILITY

CONTENT = "documents/W0000001-1/content"
CREDENTIALS = "documents/W0000001-1/credentials"


@pytest.fixture
def office(office: Office) -> Office:
    """With the sheets of one application for two terminals."""
    office.issued(terminals=2)
    return office


def test_the_owner_downloads_the_pdf(office: Office) -> None:
    answer = office.get(CONTENT, office.user())
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    disposition = 'attachment; filename="W0000001_skg_account.pdf"'
    assert answer.headers["Content-Disposition"] == disposition
    assert answer.headers["Cache-Control"] == "no-store"
    assert secret(1)["password"] in text(answer.data)


def test_the_owner_reads_the_same_without_a_pdf(office: Office) -> None:
    answer = office.post(CREDENTIALS, office.user())
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json == {
        "institution_code": FACILITY["institution_code"],
        "institution_name": FACILITY["name"],
        "account_id": "W0000001",
        **secret(1),
    }


def test_the_list_tells_what_there_is_and_what_will_be(office: Office) -> None:
    answer = office.get("documents?ref=7K2M9Q", office.user()).json
    assert answer["total"] == answer["expected"] == 2
    first = answer["items"][0]
    assert first["sha256"] == office.news()[0].data.accounts[0].sha256
    assert first["bytes"] == len(office.get(CONTENT, office.user()).data)
    del first["sha256"], first["bytes"]
    assert first == {
        "id": "W0000001-1",
        "account_id": "W0000001",
        "version": 1,
        "ref": "7K2M9Q",
        "file_name": "W0000001_skg_account.pdf",
        "created_at": "2026-11-21T15:30:00.000Z",
        "last_viewed_at": None,
    }


def test_the_list_by_account(office: Office) -> None:
    answer = office.get("documents?account_id=W0000002", office.user()).json
    assert [item["id"] for item in answer["items"]] == ["W0000002-1"]
    assert answer["expected"] is None


def test_an_application_without_sheets_has_an_empty_list(office: Office) -> None:
    answer = office.get("documents?ref=000000", office.user()).json
    assert answer == {"items": [], "total": 0, "expected": None}


@pytest.mark.parametrize("query", ["", "?ref=", "?page=1", f"?ref={'x' * 21}"])
def test_a_list_of_everything_is_refused(office: Office, query: str) -> None:
    assert office.get(f"documents{query}", office.user()).status_code == 422


def test_every_look_is_on_record(office: Office) -> None:
    office.get(CONTENT, office.user())
    office.clock.forward(minutes=1)
    office.post(CREDENTIALS, office.user())
    views = list(office.db["views"].find({}, {"_id": 0}).sort("at", 1))
    assert [(view["document_id"], view["part"], view["by"]) for view in views] == [
        ("W0000001-1", "pdf", "user-1"),
        ("W0000001-1", "credentials", "user-1"),
    ]
    listed = office.get("documents?account_id=W0000001", office.user()).json["items"][0]
    assert listed["last_viewed_at"] == "2026-11-21T15:31:00.000Z"


def test_another_facility_finds_nothing(office: Office) -> None:
    stranger = office.user(sub="user-2", facilities=[OTHER_FACILITY])
    assert office.get(CONTENT, stranger).status_code == 404
    assert office.post(CREDENTIALS, stranger).status_code == 404
    nothing = {"items": [], "total": 0, "expected": None}
    assert office.get("documents?ref=7K2M9Q", stranger).json == nothing
    assert office.db["views"].count_documents({}) == 0


@pytest.mark.parametrize("role", ["viewer", "reviewer", "admin"])
def test_staff_see_that_there_are_sheets_but_never_what_they_say(office: Office, role: str) -> None:
    staff = office.staff(role)
    assert office.get("documents?ref=7K2M9Q", staff).json["total"] == 2
    assert office.get(CONTENT, staff).status_code == 403
    assert office.post(CREDENTIALS, staff).status_code == 403
    assert office.db["views"].count_documents({}) == 0


def test_a_password_typed_long_ago_is_asked_for_again(office: Office) -> None:
    present = int(office.clock.now().timestamp())
    fresh, old = (office.user(auth_time=present - minutes * 60) for minutes in (15, 16))
    for answer in (office.get(CONTENT, old), office.post(CREDENTIALS, old)):
        assert answer.status_code == 403
        assert answer.json["code"] == "reauth_required"
    assert office.get(CONTENT, fresh).status_code == 200
    assert office.get("documents?ref=7K2M9Q", old).status_code == 200


def test_nobody_sees_anything_without_a_token(office: Office) -> None:
    for answer in (
        office.get(CONTENT, {}),
        office.post(CREDENTIALS, {}),
        office.get("documents?ref=7K2M9Q", {}),
    ):
        assert answer.status_code == 401


@pytest.mark.parametrize(
    "path", ["W9999999-1", "W0000001", "%00", "..%2f..", "$ne", "%ff", "x" * 999]
)
def test_an_unknown_document_is_not_found(office: Office, path: str) -> None:
    assert office.get(f"documents/{path}/content", office.user()).status_code == 404
    assert office.post(f"documents/{path}/credentials", office.user()).status_code == 404


def test_what_was_moved_to_another_document_does_not_open(office: Office) -> None:
    other = office.db["sheets"].find_one({"_id": "W0000002-1"})
    moved = {"$set": {"key": other["key"], "boxes": other["boxes"]}}
    office.db["sheets"].update_one({"_id": "W0000001-1"}, moved)
    answer = office.post(CREDENTIALS, office.user())
    assert answer.status_code == 500
    assert secret(2)["password"] not in answer.get_data(as_text=True)


def test_health(office: Office) -> None:
    client = office.app.test_client()
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    assert "/api/documents/documents" in client.get("/openapi.json").json["paths"]
