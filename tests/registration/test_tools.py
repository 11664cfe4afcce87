"""Operators' tools and the demo: facilities from CSV, staff, sample data."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner, Result

from services.registration import demo
from services.registration.cli import facilities, staff
from services.registration.settings import Settings
from services.registration.usecases.facility_file import COLUMNS
from services.registration.usecases.ports import Desk
from services.registration.worker import prepare
from tests.registration.conftest import Api, Clock, Db
from tests.registration.test_lookup import look_up
from tests.registration.test_staff import first, second

HEADER = ",".join(COLUMNS)
TAKAHASHI = "judo,契9990001-1-1,9911999901,髙橋接骨院①,ﾀｶﾊｼ,見本県,見本市1,03-0000-0000,open"


@pytest.fixture
def environment(settings: Settings, db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_PUBLIC_URL", settings.common.public_url)
    monkeypatch.setenv("PORTAL_MONGO_URL", settings.common.mongo_url)
    monkeypatch.setenv("PORTAL_BUS_PATH", settings.common.bus_url.removeprefix("sqlite://"))
    monkeypatch.setenv("PORTAL_SECRETS_DIR", str(settings.common.secrets_dir))
    monkeypatch.setenv("PORTAL_DATABASE_PREFIX", settings.database.removesuffix("registration"))


def run_import(path: Path, content: bytes, *options: str) -> Result:
    path.write_bytes(content)
    return CliRunner().invoke(facilities, ["import", str(path), *options])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_list_in_any_usual_encoding(
    api: Api, environment: None, tmp_path: Path, encoding: str
) -> None:
    content = f"{HEADER}\r\n{TAKAHASHI}\r\n".encode(encoding)
    result = run_import(tmp_path / "list.csv", content)
    assert (result.exit_code, result.output) == (
        0,
        "新規 1件、更新 0件、変更なし 0件、エラー 0件\n",
    )
    assert look_up(api, "judo", "契", "999000111").json["name"] == "髙橋接骨院①"
    again = run_import(tmp_path / "list.csv", content.replace(b"1,03", b"2,03"))
    assert again.output == "新規 0件、更新 1件、変更なし 0件、エラー 0件\n"


def test_a_dry_run_only_says_what_would_happen(api: Api, environment: None, tmp_path: Path) -> None:
    result = run_import(tmp_path / "list.csv", f"{HEADER}\n{TAKAHASHI}\n".encode(), "--dry-run")
    assert result.output == "（試行）新規 1件、更新 0件、変更なし 0件、エラー 0件\n"
    assert look_up(api, "judo", "契", "999000111").status_code == 404


def test_wrong_lines_are_named_and_left_out(api: Api, environment: None, tmp_path: Path) -> None:
    lines = [
        HEADER,
        TAKAHASHI,
        TAKAHASHI,
        TAKAHASHI.replace("judo", "dentist"),
        TAKAHASHI.replace("契", ""),
        TAKAHASHI.replace("open", "maybe"),
        TAKAHASHI.replace("9911999901", ""),
        "judo,契9990001-1-2",
        "ahaki,99990001-1-1,9921999901,見本院,ミホン,見本県,見本市2,0300000000,closed",
    ]
    result = run_import(tmp_path / "list.csv", "\n".join(lines).encode())
    assert result.exit_code == 1
    assert "新規 2件、更新 0件、変更なし 0件、エラー 6件" in result.output
    for number in (3, 4, 5, 6, 7, 8):
        assert f"{number}行目：" in result.output
    assert look_up(api, "judo", "契", "999000111").status_code == 200
    assert look_up(api, "ahaki", "", "9999000111").status_code == 404


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(b"", "列がありません"), (b"a,b\n1,2\n", "列がありません"), (b"\x81", "文字コードが")],
)
def test_a_file_that_is_no_list(
    environment: None, tmp_path: Path, content: bytes, complaint: str
) -> None:
    result = run_import(tmp_path / "list.csv", content)
    assert result.exit_code == 1
    assert complaint in result.output


def test_adding_staff_prints_a_link_once(api: Api, environment: None) -> None:
    added = CliRunner().invoke(staff, ["add", "Viewer@Portal.example", "--role", "viewer"])
    assert added.output.startswith("http://127.0.0.1:8080/staff/enrol/")
    token = added.output.strip().rpartition("/")[2]
    shown = api.post("staff/enrolments/preview", {"token": token}).json
    assert (shown["email"], shown["role"]) == ("viewer@portal.example", "viewer")
    again = CliRunner().invoke(staff, ["add", "viewer@portal.example", "--role", "admin"])
    assert again.exit_code == 1
    assert "すでに" in again.output
    reset = CliRunner().invoke(staff, ["reset-totp", "viewer@portal.example"])
    assert "/staff/enrol/" in reset.output


def test_staff_tools_refuse_what_cannot_be(environment: None) -> None:
    assert CliRunner().invoke(staff, ["add", "nobody", "--role", "viewer"]).exit_code == 2
    assert CliRunner().invoke(staff, ["add", "a@b.jp", "--role", "boss"]).exit_code == 2
    unknown = CliRunner().invoke(staff, ["reset-totp", "a@b.jp"])
    assert (unknown.exit_code, "登録されていません" in unknown.output) == (1, True)


def test_the_demo_offers_facilities_of_every_kind_and_staff_who_can_sign_in(
    api: Api, settings: Settings, tmp_path: Path, now: Clock
) -> None:
    file = tmp_path / "data" / "demo.json"
    demo.load(settings, file)
    assert file.stat().st_mode & 0o777 == 0o600
    facts = json.loads(file.read_text("utf-8"))
    kinds = Counter(each["kind"] for each in facts["facilities"])
    assert len(facts["facilities"]) >= 40
    assert set(kinds) == {"judo", "ahaki", "kenshin", "josan"}
    for each in facts["facilities"]:
        found = look_up(api, each["kind"], each["prefix"] or "", each["number"])
        assert found.json["name"] == each["name"]
    roles = [each["role"] for each in facts["staff_others"]]
    assert {"viewer", "admin"} <= set(roles)
    for member in (facts["staff"], *facts["staff_others"]):
        challenge = first(api, member["password"], member["email"]).json["challenge"]
        code = pyotp.TOTP(member["totp_secret"]).at(now())
        assert second(api, challenge, code).status_code == 201


def test_later_starts_change_nothing(settings: Settings, tmp_path: Path, db: Db) -> None:
    file = tmp_path / "demo.json"
    demo.load(settings, file)
    db.facilities.update_one({"_id": "judo-kei990000113"}, {"$set": {"name": "改名後"}})
    before = file.read_bytes(), list(db.facilities.find()), list(db.staff.find())
    demo.load(settings, file)
    assert (file.read_bytes(), list(db.facilities.find()), list(db.staff.find())) == before


def test_a_start_killed_half_way_is_completed_by_the_next(
    settings: Settings, tmp_path: Path, db: Db
) -> None:
    file = tmp_path / "demo.json"
    demo.load(settings, file)
    db.facilities.delete_many({"kind": "judo"})
    db.staff.delete_many({})
    demo.load(settings, file)
    assert db.facilities.count_documents({}) == len(json.loads(file.read_text())["facilities"])
    assert db.staff.count_documents({}) == 4


def test_indexes_may_be_made_again(settings: Settings, db: Db, desk: Desk) -> None:
    prepare(settings)
    prepare(settings)
    assert "one_active_facility" in db.users.index_information()
