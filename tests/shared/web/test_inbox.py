"""Dead letters over HTTP: read, tried again, given up; the same for every service."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pymongo.database import Database

from shared import clock
from shared.audit import Trail
from shared.errors import PermanentError
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.inbox import Inbox
from shared.messaging.intake import Intake
from shared.mongo import Document
from shared.secrets import Keys
from shared.web.app import service_app
from shared.web.auth import Verifier
from shared.web.inbox import inbox_blueprint
from tests.support.tokens import bearer, staff_token

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "contracts" / "samples"
SAMPLE = (SAMPLES / "RegistrationSubmitted.v1.json").read_text(encoding="utf-8")
EVENT_ID = "5b0f6d7c-8a94-5d0e-9a55-3c6b0e5d7f21"


@pytest.fixture
def intake(database: Database[Document]) -> Intake:
    def refuses(_: object) -> None:
        raise PermanentError("no such template")

    from shared.contracts import RegistrationSubmitted

    inbox = Inbox(database, "notifier", "me", clock.now)
    return Intake(inbox, {RegistrationSubmitted: refuses})


@pytest.fixture
def client(database: Database[Document], secrets_dir: Path) -> FlaskClient:
    verifier = Verifier(Keys(secrets_dir, "registration").verifying())
    app = service_app(
        "notifier",
        [inbox_blueprint("notifier")],
        store_ping=lambda: True,
        verifier=verifier,
        trail=Trail(database, clock.now),
    )
    app.extensions["dead_letters"] = DeadLetters(database, "notifier", clock.now)
    return app.test_client()


def admin(secrets_dir: Path) -> dict[str, str]:
    return bearer(staff_token(secrets_dir, "admin", "管理花子"))


def test_a_dead_event_is_shown_without_its_contents(
    client: FlaskClient, intake: Intake, secrets_dir: Path
) -> None:
    intake.process(SAMPLE)
    answer = client.get("/api/notifier/inbox?state=dead", headers=admin(secrets_dir))
    [letter] = answer.json["items"]
    assert (letter["id"], letter["state"]) == (EVENT_ID, "dead")
    assert letter["cause"] == "PermanentError: no such template"
    assert letter["facts"]["type"] == "RegistrationSubmitted"
    assert "hanako" not in answer.get_data(as_text=True)
    assert "box" not in answer.get_data(as_text=True)


def test_replay_tries_again_and_discard_gives_up(
    client: FlaskClient, intake: Intake, secrets_dir: Path, database: Database[Document]
) -> None:
    intake.process(SAMPLE)
    path = f"/api/notifier/inbox/{EVENT_ID}"
    assert client.post(f"{path}/replay", headers=admin(secrets_dir)).status_code == 202
    assert client.post(f"{path}/replay", headers=admin(secrets_dir)).status_code == 404
    assert intake.sweep() == 1
    assert client.post(f"{path}/discard", json={}, headers=admin(secrets_dir)).status_code == 422
    reason = {"reason": "重複のため"}
    assert (
        client.post(f"{path}/discard", json=reason, headers=admin(secrets_dir)).status_code == 200
    )
    row = database.inbox.find_one()
    assert (row["state"], row["discarded_by"], row["reason"]) == (
        "discarded",
        "管理花子",
        "重複のため",
    )
    intake.process(SAMPLE)
    assert intake.sweep() == 0


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_only_admins_see_dead_letters(client: FlaskClient, secrets_dir: Path, role: str) -> None:
    own = bearer(staff_token(secrets_dir, role))
    path = "/api/notifier/inbox"
    answers = [client.get(path, headers=own), client.get(f"{path}/{EVENT_ID}", headers=own)]
    for action in ("replay", f"{EVENT_ID}/replay", f"{EVENT_ID}/discard"):
        answers.append(client.post(f"{path}/{action}", json={}, headers=own))
    assert {(a.status_code, a.json["code"]) for a in answers} == {(403, "forbidden")}


def test_one_letter_is_shown_with_its_secrets_and_addresses_hidden(
    client: FlaskClient, intake: Intake, secrets_dir: Path
) -> None:
    intake.process(SAMPLE)
    answer = client.get(f"/api/notifier/inbox/{EVENT_ID}", headers=admin(secrets_dir))
    payload = answer.json["payload"]
    assert (payload["family_name"], payload["sealed"]) == ("山田", "***")
    assert payload["email"] == "h***@clinic.example"
    assert answer.json["failed_at"].endswith("Z")
    assert "hanako" not in answer.text
    assert "box" not in answer.text


def test_what_is_no_event_is_neither_shown_nor_tried_again(
    client: FlaskClient, intake: Intake, secrets_dir: Path
) -> None:
    intake.process('{"password": "Geheim-1234"}')
    [letter] = client.get("/api/notifier/inbox", headers=admin(secrets_dir)).json["items"]
    path = f"/api/notifier/inbox/{letter['id']}"
    shown = client.get(path, headers=admin(secrets_dir))
    assert shown.json["payload"] is None
    assert "Geheim" not in shown.text
    answer = client.post(f"{path}/replay", headers=admin(secrets_dir))
    assert (answer.status_code, answer.json["code"]) == (409, "unreadable")
    assert intake.sweep() == 0


def test_all_of_one_type_are_tried_again_together(
    client: FlaskClient, intake: Intake, secrets_dir: Path
) -> None:
    for number in range(3):
        intake.process(SAMPLE.replace(EVENT_ID, f"{EVENT_ID[:-1]}{number}"))
    intake.process("no event at all")
    path = "/api/notifier/inbox/replay"
    other = client.post(path, json={"type": "UserActivated"}, headers=admin(secrets_dir))
    assert (other.status_code, other.json) == (202, {"replayed": 0})
    alike = client.post(path, json={"type": "RegistrationSubmitted"}, headers=admin(secrets_dir))
    assert alike.json == {"replayed": 3}
    assert client.post(path, json={}, headers=admin(secrets_dir)).status_code == 422
    assert intake.sweep() == 3


def test_an_unknown_letter_is_404(client: FlaskClient, secrets_dir: Path) -> None:
    path = "/api/notifier/inbox/no-such-event"
    assert client.get(path, headers=admin(secrets_dir)).status_code == 404
