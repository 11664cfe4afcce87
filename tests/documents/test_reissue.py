"""A sheet for credentials issued anew: announced when it is stored, and the only one shown."""

from __future__ import annotations

import json

import pytest

from services.documents.handlers import on_credentials_reissued
from services.documents.usecases import Service, take_up_stalled
from shared.contracts import CredentialsReissued, Envelope, Institution, Person, Secret, decode
from shared.messaging.bell import Bell
from shared.messaging.outbox import Outbox
from shared.secrets import Keys
from tests.documents.office import Office, secret
from tests.documents.sheets import text
from tests.support.tokens import FACILITY

OLD, NEW = "documents/W0000001-1", "documents/W0000001-2"


def reissued(office: Office, issue: int = 2) -> Envelope:
    """As accounts would publish it, its secret really sealed."""
    sealer = Keys(office._folder, "accounts").sealer()
    told = CredentialsReissued(
        account_id="W0000001",
        issue=issue,
        ref="7K2M9Q",
        facility_id=FACILITY["id"],
        user_id="user-1",
        recipient=Person("hanako@example.jp", "山田", "花子"),
        institution=Institution(FACILITY["institution_code"], FACILITY["name"]),
        sealed=Secret(secret(100 + issue)),
    )
    outbox = Outbox("accounts", sealer, Bell("nowhere"), office.clock.now)
    [entry] = outbox.entries([told], version=4)
    return decode(json.dumps(entry))


@pytest.fixture
def office(office: Office) -> Office:
    office.issued(terminals=2)
    return office


def test_the_new_sheet_is_announced_and_shown_and_the_old_one_is_not(office: Office) -> None:
    on_credentials_reissued(reissued(office), office.service)
    [told] = office.news("W0000001-2")
    assert (told.type, told.journey) == ("ReissuedDocumentReady", "7K2M9Q")
    assert (told.data.issue, told.data.document_id) == (2, "W0000001-2")
    assert secret(102)["password"] in text(office.get(f"{NEW}/content", office.user()).data)
    assert (
        office.post(f"{NEW}/credentials", office.user()).json["password"]
        == (secret(102)["password"])
    )
    assert office.get(f"{OLD}/content", office.user()).status_code == 404
    assert office.post(f"{OLD}/credentials", office.user()).status_code == 404
    listed = office.get("documents?account_id=W0000001", office.user()).json["items"]
    assert [(sheet["id"], sheet["version"]) for sheet in listed] == [("W0000001-2", 2)]


def test_the_application_still_counts_its_accounts(office: Office) -> None:
    on_credentials_reissued(reissued(office), office.service)
    for who in (office.user(), office.staff("viewer")):
        answer = office.get("documents?ref=7K2M9Q", who).json
        assert (answer["total"], answer["expected"]) == (2, 2)


def test_staff_see_every_version_of_one_account(office: Office) -> None:
    on_credentials_reissued(reissued(office), office.service)
    listed = office.get("documents?account_id=W0000001", office.staff("viewer")).json["items"]
    assert [sheet["version"] for sheet in listed] == [1, 2]


def test_told_twice_it_is_made_and_announced_once(office: Office) -> None:
    envelope = reissued(office)
    on_credentials_reissued(envelope, office.service)
    first = office.get("documents?account_id=W0000001", office.user()).json
    on_credentials_reissued(envelope, office.service)
    assert office.get("documents?account_id=W0000001", office.user()).json == first
    assert len(office.news("W0000001-2")) == 1


def test_issues_told_in_the_wrong_order_leave_the_latest(office: Office) -> None:
    on_credentials_reissued(reissued(office, 3), office.service)
    on_credentials_reissued(reissued(office, 2), office.service)
    assert office.get("documents/W0000001-3/content", office.user()).status_code == 200
    assert office.get(f"{NEW}/content", office.user()).status_code == 404


def test_who_is_killed_before_the_sheet_is_stored_leaves_work_that_is_taken_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(office.service.sheets, "add", _die)
        with pytest.raises(KeyboardInterrupt):
            on_credentials_reissued(reissued(office), office.service)
    assert office.news("W0000001-2") == []
    office.clock.forward(minutes=2)
    _finish(office.service)
    assert [news.type for news in office.news("W0000001-2")] == ["ReissuedDocumentReady"]
    assert office.get(f"{NEW}/content", office.user()).status_code == 200


def _finish(service: Service) -> None:
    while take_up_stalled(service):
        pass


def _die(*_: object) -> None:
    raise KeyboardInterrupt
