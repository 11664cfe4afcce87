"""A mail that came back is told to the browser that waits for it, as long as it is the newest."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from services.registration.handlers import HANDLERS
from services.registration.model.bounces import FULL, OTHER, REFUSED, UNKNOWN, Bounce
from services.registration.usecases.ports import Desk
from shared.contracts import Envelope, MailBounced, decode
from tests.registration.conftest import Api, Clock, Db
from tests.registration.test_registrations import draft_of, post_draft

SAMPLE = Path(__file__).resolve().parents[2] / "shared/contracts/samples/MailBounced.v1.json"


def bounced(asked: Envelope, **fields: Any) -> Envelope:
    """The sample as it follows from the event that asked for the mail."""
    known = decode(SAMPLE.read_bytes())
    cause = {"event_id": asked.id, "about": asked.subject, "email": asked.data.email}
    data = dataclasses.replace(known.data, **{**cause, **fields})
    return decode(json.dumps(dataclasses.replace(known, data=data, subject=data.about).to_dict()))


def hear(desk: Desk, envelope: Envelope) -> None:
    HANDLERS[MailBounced](envelope, desk)


def sent(api: Api, draft: str) -> Any:
    return api("GET", "drafts/current", Authorization=draft).json["sent"]


@pytest.fixture
def draft(api: Api) -> str:
    """One that has become a registration."""
    draft = draft_of(api)
    assert post_draft(api, draft).status_code == 202
    return draft


def test_a_mail_on_its_way_has_not_come_back(api: Api, draft: str) -> None:
    assert sent(api, draft)["bounced"] is None


def test_the_draft_says_that_its_mail_came_back_and_why(api: Api, desk: Desk, draft: str) -> None:
    for _ in range(2):
        hear(desk, bounced(api.events()[-1]))
    shown = sent(api, draft)
    assert shown["email"] == "hanako@example.jp"
    assert shown["bounced"] == {"code": 550, "reason_ja": UNKNOWN}


def test_the_same_is_said_of_an_address_that_is_known(api: Api, desk: Desk) -> None:
    api.activated()
    other = draft_of(api, reg_prefix="協")
    post_draft(api, other)
    [notice] = api.events("ExistingAddressRegistered")
    hear(desk, bounced(notice, mail="address-known"))
    assert sent(api, other)["bounced"] == {"code": 550, "reason_ja": UNKNOWN}


def test_a_resend_forgets_it_and_what_comes_back_late(
    api: Api, desk: Desk, draft: str, now: Clock
) -> None:
    first = bounced(api.events()[-1])
    hear(desk, first)
    now.forward(minutes=1)
    again = api.post("registrations/resend", {}, Authorization=draft)
    assert again.status_code == 202
    assert sent(api, draft)["bounced"] is None
    hear(desk, first)
    assert sent(api, draft)["bounced"] is None
    hear(desk, bounced(api.events()[-1], code=552, reason="552 5.2.2 full"))
    assert sent(api, draft)["bounced"] == {"code": 552, "reason_ja": FULL}


def test_a_corrected_address_gets_a_new_link_and_nothing_else_is_asked(
    api: Api, desk: Desk, draft: str, now: Clock
) -> None:
    first = bounced(api.events()[-1])
    hear(desk, first)
    changed = api(
        "PATCH", "drafts/current", {"email": "right@example.jp"}, Authorization=draft
    ).json
    assert changed["complete"]
    assert changed["sent"]["bounced"]["code"] == 550
    now.forward(seconds=1)
    assert post_draft(api, draft).status_code == 202
    hear(desk, first)
    assert sent(api, draft) == {**sent(api, draft), "email": "right@example.jp", "bounced": None}
    newest = api.events("RegistrationSubmitted")[-1]
    assert newest.data.email == "right@example.jp"
    assert api.post("activations", {"token": api.token()}).status_code == 200


def test_a_bounce_changes_neither_the_version_nor_what_is_owed(
    api: Api, desk: Desk, draft: str, db: Db
) -> None:
    before = db.users.find_one()
    assert before
    hear(desk, bounced(api.events()[-1]))
    after = db.users.find_one()
    assert after
    assert after.pop("bounce") == {"code": 550, "reason": "550 5.1.1 User unknown"}
    assert after == before


def test_a_proven_address_does_not_bounce(api: Api, desk: Desk, draft: str, db: Db) -> None:
    asked = api.events()[-1]
    assert api.post("activations", {"token": api.token()}).status_code == 200
    hear(desk, bounced(asked))
    [user] = db.users.find()
    assert "bounce" not in user


def test_what_bounces_for_others_is_nothing_here(api: Api, desk: Desk, draft: str) -> None:
    asked = api.events()[-1]
    hear(desk, bounced(asked, about="7K3M9P", mail="application-complete"))
    hear(desk, bounced(asked, event_id="an-event-of-somebody-else", mail="password-changed"))
    assert sent(api, draft)["bounced"] is None


@pytest.mark.parametrize(
    ("code", "reason", "text"),
    [
        (550, "550 no such user", UNKNOWN),
        (551, "551 not local", UNKNOWN),
        (553, "553 bad name", UNKNOWN),
        (552, "552 too much", FULL),
        (550, "550 5.2.2 mailbox full", FULL),
        (554, "554 go away", REFUSED),
        (571, "571 blocked", REFUSED),
        (550, "550 5.7.1 blocked by policy", REFUSED),
        (554, "554 5.1.1 no such user", UNKNOWN),
        (554, "554 5.4.6 routing loop", REFUSED),
        (521, "521 no mail here", OTHER),
    ],
)
def test_the_reason_follows_code_and_detail(code: int, reason: str, text: str) -> None:
    assert Bounce(code, reason).reason_ja == text
