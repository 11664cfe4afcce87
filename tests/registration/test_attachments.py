"""Files of published texts: told by content, given to anybody exactly while their text is read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from shared.clock import jst
from tests.registration.conftest import Api, Clock
from tests.support.files import JPEG, PDF
from tests.support.tokens import bearer, staff_token, user_token

FRONT = {"title": "様式の変更", "category": "other"}
UNKNOWN = f"{'0' * 32}.pdf"


@pytest.fixture
def admin(secrets_dir: Path, now: Clock) -> dict[str, str]:
    return bearer(staff_token(secrets_dir, "admin", "管理花子", at=now()))


class Writer:
    """An administrator with files at hand."""

    def __init__(self, api: Api, admin: dict[str, str]) -> None:
        self.api, self.admin = api, admin

    def upload(self, data: bytes = PDF, name: str = "様式.pdf", **who: str) -> Any:
        return self.api.client.post(
            f"/api/registration/publications/files?name={quote(name)}",
            data=data,
            headers=who or self.admin,
        )

    def uploaded(self, data: bytes = PDF, name: str = "様式.pdf") -> str:
        answer = self.upload(data, name)
        assert answer.status_code == 201, answer.json
        return answer.json["id"]

    def begin(self, *files: str, name: str = "申請の様式", **changes: Any) -> Any:
        attached = [{"file": file, "name": name} for file in files]
        text = {"kind": "notices", "front": FRONT, "body": "本文", "attachments": attached}
        return self.api.post("publications", {**text, **changes}, **self.admin)

    def move(self, text: dict[str, Any], move: str) -> Any:
        body = {"version": text["version"], "reason": "理由"}
        answer = self.api.post(f"publications/{text['id']}/{move}", body, **self.admin)
        assert answer.status_code == 200, answer.json
        return answer.json

    def write(self, text: dict[str, Any], *files: str) -> Any:
        attached = [{"file": file, "name": "別の様式"} for file in files]
        body = {"front": FRONT, "body": "本文", "attachments": attached}
        path = f"publications/{text['id']}"
        return self.api("PATCH", path, {**body, "version": text["version"]}, **self.admin).json

    def public(self, file: str) -> Any:
        return self.api("GET", f"publications/live/files/{file}")

    def stored(self) -> set[str]:
        return {row["_id"] for row in self.api.db["publication_files"].find()}

    def kept(self) -> set[str]:
        """Those that no clock will take away."""
        rows = self.api.db["publication_files"].find({"purge_at": {"$exists": False}})
        return {row["_id"] for row in rows}


@pytest.fixture
def writer(api: Api, admin: dict[str, str]) -> Writer:
    return Writer(api, admin)


def test_a_published_file_is_anybodys(writer: Writer) -> None:
    file = writer.uploaded()
    text = writer.begin(file).json
    assert writer.public(file).status_code == 404, "before its text is published"
    writer.move(text, "publish")
    answer = writer.public(file)
    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename*=UTF-8''{quote('様式.pdf')}"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    [live] = writer.api("GET", "publications/live").json["items"]
    assert live["attachments"] == [{"file": file, "name": "申請の様式", "bytes": len(PDF)}]


def test_a_file_comes_and_goes_with_its_text(writer: Writer, now: Clock) -> None:
    file = writer.uploaded()
    moments = [f"{jst(now() + timedelta(days=days)):%Y-%m-%d %H:%M}" for days in (1, 2)]
    front = {**FRONT, "published": moments[0], "closes": moments[1]}
    writer.move(writer.begin(file, front=front).json, "publish")
    found = []
    for _ in range(3):
        found.append(writer.public(file).status_code)
        now.forward(days=1, minutes=1)
    assert found == [404, 200, 404]


def test_a_withdrawn_text_takes_its_files_along(writer: Writer) -> None:
    file = writer.uploaded()
    text = writer.move(writer.begin(file).json, "publish")
    over = writer.move(text, "withdraw")
    assert writer.public(file).status_code == 404
    assert writer.kept() == {file}, "it may be published again"
    writer.move(over, "publish")
    assert writer.public(file).status_code == 200


def test_readers_keep_the_published_files_until_others_are_published(writer: Writer) -> None:
    old, new = writer.uploaded(), writer.uploaded(JPEG, "図.jpg")
    assert new.endswith(".jpg")
    text = writer.write(writer.move(writer.begin(old).json, "publish"), new)
    assert text["has_changes"]
    assert [writer.public(file).status_code for file in (old, new)] == [200, 404]
    text = writer.move(text, "publish")
    assert [writer.public(file).status_code for file in (old, new)] == [404, 200]
    assert (writer.kept(), text["has_changes"]) == ({new}, False)


def test_files_no_text_holds_go_after_a_day(writer: Writer, now: Clock) -> None:
    left, held = writer.uploaded(), writer.uploaded()
    text = writer.begin(held).json
    assert writer.kept() == {held}
    writer.write(text)
    assert (writer.kept(), writer.stored()) == (set(), {left, held})
    rows = writer.api.db["publication_files"].find()
    assert {row["purge_at"] - now() < timedelta(days=1, seconds=1) for row in rows} == {True}


def test_the_audit_names_the_files_that_came_and_went(writer: Writer) -> None:
    file = writer.uploaded()
    writer.write(writer.begin(file).json)
    [brought] = writer.api.db.audit.find({"action": "publication.attach"})
    assert brought["target"] == {"kind": "publication", "id": file}
    [written] = writer.api.db.audit.find({"action": "publication.write"})
    [change] = [one for one in written["changes"] if one["field"] == "attachments"]
    assert f"申請の様式（{file}）" in change["before"]
    assert file not in change["after"]


def test_a_file_two_texts_share_stays_for_the_second(writer: Writer) -> None:
    file = writer.uploaded()
    first = writer.begin(file).json
    writer.begin(file)
    writer.write(first)
    assert writer.kept() == {file}


def test_the_slower_writer_loses_no_file(writer: Writer, api: Api) -> None:
    file = writer.uploaded()
    text = writer.begin().json
    writer.write(text)
    assert writer.write(text, file)["code"] == "version_conflict"
    assert file in writer.stored()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<html>", "様式.pdf：PDF・JPEG・PNGのいずれかを添付してください"),
        (b"", "様式.pdf：PDF・JPEG・PNGのいずれかを添付してください"),
        (PDF + b"x" * 5_000_000, "様式.pdf：5MB以下のファイルを添付してください"),
    ],
    ids=["html", "empty", "large"],
)
def test_other_content_is_refused(writer: Writer, data: bytes, message: str) -> None:
    answer = writer.upload(data)
    assert answer.status_code == 422
    [error] = answer.json["errors"]
    assert (error["field"], error["message"]) == ("attachments", message)
    assert writer.stored() == set()


def test_a_body_beyond_reason_is_not_read(writer: Writer) -> None:
    assert writer.upload(b"x" * 6_000_001).status_code == 413


def test_the_name_never_lies(writer: Writer) -> None:
    file = writer.uploaded(PDF, "../../evil\r\n.exe")
    [known] = writer.api("GET", f"publications/files?id={file}&id=x", **writer.admin).json["items"]
    assert (known["name"], known["bytes"]) == ("evil .exe.pdf", len(PDF))


@pytest.mark.parametrize(
    "attachments",
    [
        [{"file": UNKNOWN, "name": "x"}],
        [{"file": "../../x.pdf", "name": "x"}],
        [{"file": {"$ne": ""}, "name": "x"}],
        [{"file": UNKNOWN, "name": "長" * 101}],
        [{"name": "x"}],
        "all",
        [{"file": UNKNOWN, "name": "x"}] * 6,
    ],
)
def test_hostile_attachments_are_refused(writer: Writer, attachments: Any) -> None:
    answer = writer.begin(attachments=attachments)
    assert answer.status_code == 422
    assert all(error["field"].startswith("attachments") for error in answer.json["errors"])


def test_a_text_that_is_refused_keeps_no_file(writer: Writer) -> None:
    file = writer.uploaded()
    assert writer.begin(file, UNKNOWN).status_code == 422
    assert (writer.kept(), writer.stored()) == (set(), {file})


def test_answers_have_no_files(writer: Writer) -> None:
    front = {"title": "何ですか", "category": "app", "order": "9"}
    answer = writer.begin(writer.uploaded(), kind="faq", front=front)
    assert [error["field"] for error in answer.json["errors"]] == ["attachments"]


def test_a_nameless_file_stays_a_draft(writer: Writer) -> None:
    text = writer.begin(writer.uploaded(), name="").json
    answer = writer.api.post(
        f"publications/{text['id']}/publish", {"version": text["version"]}, **writer.admin
    )
    [error] = answer.json["errors"]
    assert error["field"] == "attachments.0.name"
    assert error["message"] == "添付ファイルの代替名を入力してください"


@pytest.mark.parametrize("role", ["viewer", "reviewer", "user", "nobody"])
def test_only_administrators_bring_and_see_drafts(
    writer: Writer, role: str, secrets_dir: Path, now: Clock
) -> None:
    file = writer.uploaded()
    people = {
        "user": bearer(user_token(secrets_dir, at=now())),
        "nobody": {"Authorization": "Bearer x"},
    }
    who = people.get(role) or bearer(staff_token(secrets_dir, role, at=now()))
    answers = [
        writer.upload(**who),
        writer.api("GET", f"publications/files/{file}/content", **who),
        writer.api("GET", f"publications/files?id={file}", **who),
    ]
    assert {answer.status_code for answer in answers} == {401 if role == "nobody" else 403}


def test_an_administrator_sees_what_is_not_published(writer: Writer) -> None:
    file = writer.uploaded()
    answer = writer.api("GET", f"publications/files/{file}/content", **writer.admin)
    assert answer.data == PDF
    for unknown in (UNKNOWN, "x", "%00"):
        path = f"publications/files/{unknown}/content"
        assert writer.api("GET", path, **writer.admin).status_code == 404
        assert writer.public(unknown).status_code == 404
