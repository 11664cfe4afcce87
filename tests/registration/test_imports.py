"""Lists of facilities uploaded by administrators: checked, confirmed, applied, cut off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.registration import worker
from services.registration.model.facilities import CLOSED, Facility
from services.registration.settings import Settings
from services.registration.store.facilities import FacilityStore
from services.registration.usecases import comparing
from services.registration.usecases.facility_file import COLUMNS
from services.registration.usecases.imports import LEASE, Importer
from services.registration.usecases.ports import Desk
from tests.onebox.waiting import eventually
from tests.registration.conftest import NUMBERS, Api, Clock, facility
from tests.registration.test_master import Staff
from tests.support.tokens import bearer, staff_token, user_token

HEADER = ",".join(COLUMNS)
NEW = "judo,契9990001-1-1,9911999901,髙橋接骨院①,ﾀｶﾊｼ,見本県,見本市1,03-0000-0000,open"
CUT = "killed here"


class Office:
    """An administrator, and the worker that runs when told."""

    def __init__(self, api: Api, desk: Desk, token: str) -> None:
        self.api, self._headers = api, bearer(token)
        self.worker = Importer(desk, "worker-1")

    def upload(self, content: bytes, mode: str = "update", **headers: str) -> Any:
        return self.api.client.post(
            f"/api/registration/facility-imports?mode={mode}&file_name=list.csv",
            data=content,
            content_type="text/csv",
            headers={**self._headers, **headers},
        )

    def checked(self, content: bytes, mode: str = "update") -> Any:
        """The import after its dry run."""
        uploaded = self.upload(content, mode)
        assert uploaded.status_code == 202, uploaded.json
        assert self.worker.work()
        return self.get(uploaded.json["id"]).json

    def get(self, path: str) -> Any:
        return self.api("GET", f"facility-imports/{path}", **self._headers)

    def confirm(self, import_id: str, **body: bool) -> Any:
        return self.api("POST", f"facility-imports/{import_id}/confirm", body, **self._headers)

    def applied(self, content: bytes, mode: str = "update", **body: bool) -> Any:
        found = self.checked(content, mode)
        assert self.confirm(found["id"], **body).status_code == 202
        assert self.worker.work()
        return self.get(found["id"]).json


@pytest.fixture(params=[comparing.MANY, 0], ids=["few lines", "many lines"])
def office(
    api: Api,
    desk: Desk,
    secrets_dir: Path,
    now: Clock,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """Everything holds for lines looked up one by one and for a master read as a whole."""
    monkeypatch.setattr(comparing, "MANY", request.param)
    return Office(api, desk, staff_token(secrets_dir, "admin", at=now()))


def line(entry: Facility, **changes: str) -> str:
    cells = {**vars(entry), **changes}
    return ",".join(cells[name] for name in COLUMNS)


def file(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([HEADER, *lines, ""]).encode(encoding)


WHOLE_MASTER = tuple(line(facility(number)) for number in NUMBERS)


def test_nothing_changes_before_somebody_confirms(office: Office, desk: Desk) -> None:
    changed = line(facility(NUMBERS[0]), name="改名 接骨院")
    found = office.checked(file(NEW, changed, WHOLE_MASTER[1], "dentist,1"))
    assert found["state"] == "checked"
    counts = {name: found["counts"][name] for name in ("added", "changed", "unchanged", "errors")}
    assert counts == {"added": 1, "changed": 1, "unchanged": 1, "errors": 1}
    assert [each["what"] for each in found["shown"]] == ["added", "changed"]
    [difference] = found["shown"][1]["differences"]
    assert (difference["field"], difference["after"]) == ("name", "改名 接骨院")
    assert desk.store.facilities.get("judo-kei999000111") is None

    assert office.confirm(found["id"]).json["state"] == "confirmed"
    assert office.worker.work()
    assert office.get(found["id"]).json["state"] == "done"
    assert desk.store.facilities.get("judo-kei999000111").name == "髙橋接骨院①"
    entry = desk.store.facilities.entry(facility(NUMBERS[0]).id)
    assert (entry.facility.name, entry.history[-1].import_id) == ("改名 接骨院", found["id"])
    assert not office.worker.work()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_usual_encodings_are_told_apart(office: Office, encoding: str) -> None:
    found = office.checked(file(NEW, encoding=encoding))
    assert found["shown"][0]["name"] == "髙橋接骨院①"


def test_the_same_file_again_is_told_and_changes_nothing(office: Office) -> None:
    first = office.applied(file(NEW))
    again = office.checked(file(NEW))
    assert again["earlier_at"] == first["applied_at"]
    assert (again["counts"]["unchanged"], again["counts"]["changes"]) == (1, 0)
    assert office.confirm(again["id"]).json["code"] == "not_to_confirm"


def test_a_form_sent_twice_makes_one_import(office: Office) -> None:
    first = office.upload(file(NEW), **{"Idempotency-Key": "form-1"})
    again = office.upload(file(NEW), **{"Idempotency-Key": "form-1"})
    assert first.json["id"] == again.json["id"]


def test_a_whole_file_closes_what_it_does_not_name(office: Office, desk: Desk) -> None:
    found = office.checked(file(*WHOLE_MASTER[1:]), "whole")
    assert (found["counts"]["closed"], found["counts"]["closes_many"]) == (1, True)
    assert office.confirm(found["id"]).json["code"] == "many_would_close"
    assert office.confirm(found["id"], many=True).status_code == 202
    assert office.worker.work()
    assert desk.store.facilities.get(facility(NUMBERS[0]).id).status == CLOSED
    again = office.checked(file(*WHOLE_MASTER[1:]), "whole")
    assert again["counts"]["changes"] == 0


def test_a_whole_file_with_wrong_lines_is_never_applied(office: Office) -> None:
    found = office.checked(file(*WHOLE_MASTER[1:], "judo,x"), "whole")
    assert office.confirm(found["id"], many=True).json["code"] == "not_to_confirm"


def test_a_check_that_was_overtaken_is_made_again(office: Office, now: Clock) -> None:
    early = office.checked(file(NEW))
    now.forward(seconds=1)
    office.applied(file(NEW.replace("髙橋", "高橋")))
    assert office.confirm(early["id"]).json["code"] == "checked_again"
    assert office.worker.work()
    found = office.get(early["id"]).json
    assert (found["state"], found["counts"]["changed"]) == ("checked", 1)


def test_an_import_overwrites_a_correction_by_hand(office: Office, desk: Desk, api: Api) -> None:
    before = facility(NUMBERS[0])
    admin = {**office._headers}
    change = {**vars(before), "name": "手作業", "version": 1, "reason": "電話"}
    assert api("PATCH", f"facilities/{before.id}", change, **admin).status_code == 200
    office.applied(file(WHOLE_MASTER[0]))
    entry = desk.store.facilities.entry(before.id)
    assert (entry.facility.name, entry.corrected) == (before.name, False)


def test_work_that_was_cut_off_is_taken_up_and_nothing_is_done_twice(
    office: Office, desk: Desk, now: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = line(facility(NUMBERS[0]), name="改名 接骨院")
    found = office.checked(file(NEW, changed))
    office.confirm(found["id"])
    write = FacilityStore.change

    def written_and_killed(store: Any, facilities: Any) -> None:
        write(store, facilities)
        raise KeyboardInterrupt(CUT)

    monkeypatch.setattr(FacilityStore, "change", written_and_killed)
    with pytest.raises(KeyboardInterrupt, match=CUT):
        office.worker.work()
    monkeypatch.undo()
    other = Importer(desk, "worker-2")
    assert not other.work(), "its lease is still running"
    now.forward(seconds=LEASE.total_seconds() + 1)
    assert other.work()
    assert office.get(found["id"]).json["state"] == "done"
    assert len(desk.store.facilities.entry(facility(NUMBERS[0]).id).history) == 1


def test_wrong_lines_come_back_as_they_were_but_harmless(office: Office) -> None:
    formula = NEW.replace("髙橋接骨院①", "=cmd|' /C calc'!A0").replace("open", "maybe")
    found = office.checked(file(formula, NEW, NEW))
    answer = office.get(f"{found['id']}/errors.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    text = answer.get_data().decode("utf-8-sig")
    assert "'=cmd" in text
    assert "4,同じ番号が前の行にあります,judo,契9990001-1-1" in text
    unchecked = office.upload(file(NEW)).json["id"]
    assert office.get(f"{unchecked}/errors.csv").status_code == 404


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a,b\n1,2\n", "列がありません"),
        (b"\x81", "文字コードが"),
        (file(NEW) + "見本".encode("cp932"), "文字コードが"),
        (file("judo," + "x" * 10_000_000), "読めません"),
        (b"\x00" * 50, "列がありません"),
        (b"PK\x03\x04" + bytes(range(1, 127)) * 9, "列がありません"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(
    office: Office, content: bytes, problem: str
) -> None:
    found = office.checked(content)
    assert found["state"] == "refused"
    assert problem in found["problem"]
    assert office.confirm(found["id"]).json["code"] == "not_to_confirm"


@pytest.mark.parametrize(
    "wrong",
    [
        "judo",
        NEW + ",one,two,many",
        NEW.replace("髙橋", "髙\x00橋"),
        NEW.replace("9911999901", "99119999"),
        NEW.replace("見本市1", "見" * 301),
        NEW.replace("契9990001-1-1", "契9990001-1"),
    ],
)
def test_a_strange_line_is_an_error_or_forgiven_and_never_breaks(
    office: Office, wrong: str
) -> None:
    found = office.checked(file(wrong, WHOLE_MASTER[0]))
    assert found["state"] == "checked"
    assert found["counts"]["unchanged"] == 1


def test_numbers_are_forgiven_their_hyphens_and_width(office: Office, desk: Desk) -> None:
    office.applied(file(NEW.replace("9990001-1-1", "９９９０００１‐１ー１")))
    assert desk.store.facilities.get("judo-kei999000111")


def test_an_empty_file_and_too_large_a_one_are_refused(office: Office) -> None:
    assert office.upload(b" \r\n").json["errors"][0]["field"] == "file"
    assert office.upload(b"x" * 2_000_000).status_code == 202
    assert office.upload(b"x" * 41_000_000).status_code == 413


def test_a_worker_at_rest_is_woken(
    office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would look by itself once an hour."""
    monkeypatch.setattr(worker, "LOOK_FOR_IMPORTS_EVERY", 3600.0)
    importing = worker.build_worker(settings)
    importing.start()
    try:
        path = office.upload(file(NEW)).json["id"]
        eventually(lambda: office.get(path).json["state"] == "checked")
        assert office.confirm(path).status_code == 202
        eventually(lambda: office.get(path).json["state"] == "done")
    finally:
        importing.stop()


def test_only_administrators_import(api: Api, secrets_dir: Path, now: Clock) -> None:
    for role in ("viewer", "reviewer"):
        staff = Staff(api, secrets_dir, now, role)
        for method, path in (
            ("POST", "facility-imports"),
            ("GET", "facility-imports"),
            ("GET", "facility-imports/x"),
            ("GET", "facility-imports/x/errors.csv"),
            ("POST", "facility-imports/x/confirm"),
        ):
            assert staff(method, path, {}).json["code"] == "forbidden", (role, path)
    user = bearer(user_token(secrets_dir, at=now()))
    assert api("GET", "facility-imports", **user).status_code == 403
    assert api("GET", "facility-imports").status_code == 401
    admin = Staff(api, secrets_dir, now, "admin")
    assert admin("GET", "facility-imports").json == {"items": []}
    assert admin("POST", "facility-imports/x/confirm", {}).status_code == 404
