"""交付決定通知書: made once, announced once, shown to its facility and to staff."""

from __future__ import annotations

import json

import pytest

from services.documents.handlers import on_grant_decided
from services.documents.model.notices import printed
from services.documents.render import render
from services.documents.store.notices import NoticeStore
from shared.contracts import DecisionNoticeReady, decode, derived_id
from shared.errors import StoreAway
from shared.vault import Damaged
from tests.documents.office import OTHER_FACILITY, Office
from tests.documents.sheets import pages, text
from tests.support.tokens import FACILITY

NUMBER = "K0000001"
PDF = f"notices/{NUMBER}/content"


def news(office: Office) -> list[DecisionNoticeReady]:
    row = office.db["notices"].find_one({"_id": NUMBER})
    return [decode(json.dumps(entry)).data for entry in row["outbox"]]


def test_it_says_what_was_decided(office: Office) -> None:
    pdf = render("decision-notice", printed(office.decision().data, "サンプル運営機関"))
    lines = [line.strip() for line in pages(pdf).pages[0].extract_text().splitlines()]
    assert len(pages(pdf).pages) == 1
    for said in (
        "通知番号 K0000001", "2026年11月21日", "サンプル柔整 御中", "助成金交付決定通知書",
        "41,000円", "導入支援助成金（見本）", "7K2M9Q", "48,200円", "契0123456-7-8",
    ):  # fmt: skip
        assert said in lines
    assert pages(pdf).metadata.title == "助成金交付決定通知書"


def test_it_is_kept_encrypted_and_announced_once(office: Office) -> None:
    decision = office.decided()
    for _ in range(2):
        on_grant_decided(decision, office.service)
    [told] = news(office)
    row = office.db["notices"].find_one({"_id": NUMBER})
    assert b"%PDF" not in row["pdf"]
    assert (told.ref, told.document_id, told.sha256) == ("7K2M9Q", NUMBER, row["sha256"])
    [entry] = row["outbox"]
    assert entry["id"] == derived_id(decision.id, "DecisionNoticeReady", "7K2M9Q")


@pytest.mark.parametrize("step", ["add", "locked", "finish"])
def test_a_kill_between_two_steps_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    decision = office.decision()

    def die(*_: object, **__: object) -> None:
        raise StoreAway(step)

    with monkeypatch.context() as killed:
        killed.setattr(NoticeStore, step, die)
        with pytest.raises(StoreAway):
            on_grant_decided(decision, office.service)
    on_grant_decided(decision, office.service)
    assert len(news(office)) == 1
    assert text(office.get(PDF, office.user()).data)


def test_a_damaged_one_is_made_again(office: Office) -> None:
    decision = office.decided()
    spoilt = {"$set": {"pdf": b"\x00" * 40, "version": 1, "outbox": []}}
    office.db["notices"].update_one({"_id": NUMBER}, spoilt)
    with pytest.raises(Damaged):
        on_grant_decided(decision, office.service)
    on_grant_decided(decision, office.service)
    assert "41,000円" in text(office.get(PDF, office.user()).data)


def test_its_facility_finds_it(office: Office) -> None:
    office.decided()
    [listed] = office.get("notices", office.user()).get_json()["items"]
    assert (listed["number"], listed["decided_on"], listed["amount"]) == (
        NUMBER,
        "2026-11-21",
        41_000,
    )
    assert listed["last_viewed_at"] is None
    answer = office.get(PDF, office.user())
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="K0000001_kofu_kettei.pdf"'
    )
    [seen] = office.get("notices", office.user()).get_json()["items"]
    assert seen["last_viewed_at"]


def test_staff_may_look_and_strangers_not(office: Office) -> None:
    office.decided()
    stranger = office.user(sub="user-2", facilities=[OTHER_FACILITY])
    assert office.get(PDF, stranger).status_code == 404
    assert office.get("notices", stranger).get_json()["items"] == []
    assert office.get("notices/K9999999/content", office.user()).status_code == 404
    assert office.get(PDF, {}).status_code == 401
    assert office.get(PDF, office.staff("viewer")).status_code == 200
    assert office.get("notices", office.staff("viewer")).status_code == 403


def test_the_list_can_be_of_one_facility(office: Office) -> None:
    office.decided()
    office.decided(number="K0000002", ref="ABC234", facility_id=OTHER_FACILITY["id"])
    both = office.user(facilities=[FACILITY, OTHER_FACILITY])
    for query, numbers in (
        ("", [NUMBER, "K0000002"]),
        ("?facility_id=", [NUMBER, "K0000002"]),
        (f"?facility_id={OTHER_FACILITY['id']}", ["K0000002"]),
    ):
        found = office.get(f"notices{query}", both).get_json()
        assert [one["number"] for one in found["items"]] == numbers
        assert found["total"] == len(numbers)
    strangers = office.get(f"notices?facility_id={OTHER_FACILITY['id']}", office.user())
    assert strangers.status_code == 404


def test_an_old_password_does_not_open_it(office: Office) -> None:
    office.decided()
    old = office.user(auth_time=int(office.clock.now().timestamp()) - 16 * 60)
    answer = office.get(PDF, old)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "reauth_required")


def test_a_name_the_font_lacks_is_spelled_out(office: Office) -> None:
    institution = office.decision().data.institution
    office.decided(institution=type(institution)(institution.code, "𠮷田柔整"))
    assert "［U+20BB7］" in text(office.get(PDF, office.user()).data)
