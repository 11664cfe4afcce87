"""From an approval to readable sheets: all of them or no word to anybody."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.documents.model import Sheet, spell_out
from services.documents.store import SheetStore
from services.documents.usecases import STALLED_AFTER, Viewer, show_pdf, take_up_stalled
from shared.contracts import ApplicationDocumentsReady, Institution, Person
from shared.errors import PermanentError, StoreAway
from shared.messaging.sqlite_bus import SqliteBus
from shared.seal import SealBroken
from shared.vault import Damaged, Locked
from tests.documents.office import Office, account_id, secret
from tests.documents.sheets import text
from tests.support.tokens import FACILITY

OWNER = Viewer("user-1", (FACILITY["id"],))


def announced(office: Office) -> list[ApplicationDocumentsReady]:
    return [envelope.data for envelope in office.news()]


def pdf_of(office: Office, number: int) -> bytes:
    return show_pdf(office.service, OWNER, f"{account_id(number)}-1")[1]


class FailingSheets(SheetStore):
    """The store goes away after `good` sheets."""

    def __init__(self, office: Office, good: int) -> None:
        super().__init__(office.db)
        self._good = good

    def add(self, sheet: Sheet, locked: Locked) -> None:
        if self._good == 0:
            raise StoreAway
        self._good -= 1
        super().add(sheet, locked)


def failing_after(office: Office, good: int) -> Any:
    return dataclasses.replace(office.service, sheets=FailingSheets(office, good))


def test_an_approval_becomes_one_readable_sheet_per_account(office: Office) -> None:
    office.issued(terminals=3)
    for number in (1, 2, 3):
        words = text(pdf_of(office, number))
        code = secret(number)["activation_code"]
        assert secret(number)["password"] in words
        assert "-".join((code[:4], code[4:8], code[8:])) in words
        assert account_id(number) in words
        assert f"{FACILITY['name']} 御中" in words
        assert FACILITY["institution_code"] in words
        assert "サンプル運営機関" in words


def test_the_date_is_the_day_of_the_approval_in_japan(office: Office) -> None:
    approval = office.issued(terminals=1)
    assert approval.time.isoformat() == "2026-11-21T15:30:00+00:00"
    assert "2026/11/22" in text(pdf_of(office, 1))


def test_others_hear_once_what_was_stored(office: Office) -> None:
    office.issued(terminals=3)
    [ready] = announced(office)
    assert ready.ref == "7K2M9Q"
    assert ready.recipient == Person("hanako@example.jp", "山田", "花子")
    assert [sheet.document_id for sheet in ready.accounts] == [
        "W0000001-1",
        "W0000002-1",
        "W0000003-1",
    ]
    for number, sheet in enumerate(ready.accounts, 1):
        pdf = pdf_of(office, number)
        assert sheet.sha256 == hashlib.sha256(pdf).hexdigest()
        assert sheet.bytes == len(pdf)


def test_nobody_hears_before_all_sheets_are_stored(office: Office) -> None:
    approval = office.approval(terminals=3)
    with pytest.raises(StoreAway):
        office.handle(approval, failing_after(office, 2))
    assert announced(office) == []
    first = pdf_of(office, 1)
    office.handle(approval)
    assert len(announced(office)[0].accounts) == 3
    assert pdf_of(office, 1) == first


def test_an_account_of_another_application_is_not_announced_again(office: Office) -> None:
    office.issued(terminals=1, ref="AAAAAA")
    with pytest.raises(PermanentError):
        office.issued(terminals=2, ref="BBBBBB")
    assert office.news("BBBBBB") == []
    assert len(office.news("AAAAAA")) == 1


def test_the_same_approval_again_changes_nothing(office: Office) -> None:
    approval = office.issued(terminals=2)
    before = list(office.db["sheets"].find())
    office.handle(approval)
    assert list(office.db["sheets"].find()) == before
    assert len(announced(office)) == 1


def test_two_workers_at_once_make_one_set_and_one_announcement(office: Office) -> None:
    approval = office.approval(terminals=4)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: office.handle(approval), range(4)))
    assert office.db["sheets"].count_documents({}) == 4
    [ready] = announced(office)
    assert [s.sha256 for s in ready.accounts] == [
        hashlib.sha256(pdf_of(office, number)).hexdigest() for number in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize("box", ["pdf", "credentials"])
def test_a_sheet_that_cannot_be_read_back_is_made_again(office: Office, box: str) -> None:
    approval = office.approval(terminals=2)
    with pytest.raises(StoreAway):
        office.handle(approval, failing_after(office, 1))
    spoiled = {"$set": {f"boxes.{box}": b"\x00" * 64}}
    office.db["sheets"].update_one({"_id": "W0000001-1"}, spoiled)
    with pytest.raises(Damaged):
        office.handle(approval)
    assert announced(office) == []
    office.handle(approval)
    assert secret(1)["password"] in text(pdf_of(office, 1))
    assert len(announced(office)) == 1


def test_a_sheet_with_another_sum_is_not_announced(office: Office) -> None:
    approval = office.approval(terminals=2)
    with pytest.raises(StoreAway):
        office.handle(approval, failing_after(office, 1))
    office.db["sheets"].update_one({"_id": "W0000001-1"}, {"$set": {"sha256": "0" * 64}})
    with pytest.raises(Damaged):
        office.handle(approval)
    assert announced(office) == []


def test_a_bundle_left_alone_is_taken_up_after_a_while(office: Office) -> None:
    with pytest.raises(StoreAway):
        office.handle(office.approval(terminals=3), failing_after(office, 1))
    assert not take_up_stalled(office.service)
    office.clock.forward(seconds=STALLED_AFTER.total_seconds())
    assert take_up_stalled(office.service)
    assert len(announced(office)[0].accounts) == 3
    assert not take_up_stalled(office.service)


def test_a_stalled_bundle_is_taken_up_by_one_worker(office: Office) -> None:
    with pytest.raises(StoreAway):
        office.handle(office.approval(), failing_after(office, 0))
    office.clock.forward(hours=1)
    at = office.clock.now()
    taken = [office.service.bundles.take_up(at - STALLED_AFTER, at) for _ in range(2)]
    assert taken == ["7K2M9Q", None]


def test_the_store_holds_no_secret_in_clear(office: Office) -> None:
    with pytest.raises(StoreAway):
        office.handle(office.approval(terminals=2), failing_after(office, 1))
    unfinished = everything(office)
    office.clock.forward(hours=1)
    take_up_stalled(office.service)
    for stored in (unfinished, everything(office)):
        assert "W0000001" in stored
        assert FACILITY["name"] in stored
        for value in (*secret(1).values(), *secret(2).values()):
            assert value not in stored
    assert "sealed" in unfinished
    assert "sealed" not in everything(office)


def everything(office: Office) -> str:
    rows = [row for name in office.db.list_collection_names() for row in office.db[name].find()]
    return "\n".join(
        repr({**row, "boxes": {k: bytes(v).decode("latin-1") for k, v in row["boxes"].items()}})
        if "boxes" in row
        else json.dumps(row, default=str, ensure_ascii=False)
        for row in rows
    )


def test_the_log_holds_no_secret(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "services")
    office.issued(terminals=1)
    office.get("documents/W0000001-1/content", office.user())
    office.post("documents/W0000001-1/credentials", office.user())
    assert "sheets ready" in caplog.text
    assert "document viewed" in caplog.text
    said = caplog.text + "".join(repr(vars(record)) for record in caplog.records)
    assert not any(value in said for value in secret(1).values())


def test_a_name_the_font_cannot_draw_does_not_keep_anybody_waiting(office: Office) -> None:
    office.issued(terminals=1, institution=Institution("1180123456", "𠮷田・葛\U000e0100城整骨院"))
    words = text(pdf_of(office, 1))
    assert words.count("［U+20BB7］田・葛城整骨院") == 2
    assert "※ ［U+20BB7］は、この書体にない文字を文字コードで表したものです。" in words
    assert secret(1)["password"] in words
    shown = office.post("documents/W0000001-1/credentials", office.user()).json
    assert shown["institution_name"] == "𠮷田・葛\U000e0100城整骨院"


@pytest.mark.parametrize("name", ["<b>太</b>整骨院", "[[[1/0]]]", "\x00", "x" * 200, "{{ x }}"])
def test_a_hostile_name_is_just_a_name(office: Office, name: str) -> None:
    office.issued(terminals=1, institution=Institution("1180123456", name))
    assert name.replace("\x00", "［U+0000］") in text(pdf_of(office, 1))


def test_spelling_out_touches_only_what_the_font_lacks() -> None:
    spelled = spell_out({"name": "𠮷田 𠮷", "code": "12"}, {"𠮷"})
    assert spelled == {
        "name": "［U+20BB7］田 ［U+20BB7］",
        "code": "12",
        "spelled_out": "［U+20BB7］",
    }


def test_secrets_sealed_for_another_place_are_refused(office: Office) -> None:
    approval = office.approval(terminals=2)
    first, second = approval.data.accounts
    swapped = [
        dataclasses.replace(first, sealed=second.sealed),
        dataclasses.replace(second, sealed=first.sealed),
    ]
    forged = dataclasses.replace(
        approval, data=dataclasses.replace(approval.data, accounts=swapped)
    )
    with pytest.raises(SealBroken):
        office.handle(forged)
    assert office.db["sheets"].count_documents({}) == 0
    assert announced(office) == []


def test_a_delivery_travels_from_the_bus_file_to_the_bus_file(office: Office, bus_path) -> None:
    worker = office.worker()
    approval = office.approval(terminals=2)
    delivery = json.dumps(approval.to_dict())
    worker.intake.process(delivery)
    worker.intake.process(delivery)
    assert worker.relay.run_once() == 1
    assert worker.relay.run_once() == 0
    bus = SqliteBus(bus_path)
    for reader in ("accounts", "notifier"):
        heard = json.loads(bus.take(reader).body)
        assert heard["type"] == "ApplicationDocumentsReady"
        assert heard["journey"] == "7K2M9Q"
        assert bus.take(reader) is None
    assert "outbox_partition" not in office.db["bundles"].find_one({"_id": "7K2M9Q"})


def test_a_rebuilt_store_announces_under_the_same_id(office: Office) -> None:
    approval = office.issued(terminals=1)
    [first] = office.news()
    office.db["bundles"].delete_many({})
    office.handle(approval)
    [second] = office.news()
    assert first.id == second.id
