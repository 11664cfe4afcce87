"""What staff see of the mails, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.notifier.app import create_app
from services.notifier.settings import Settings
from services.notifier.usecases.mails import Notifier, queue_mail, remember_address
from tests.notifier.conftest import TOKEN, Clock, Envelopes, Postmen
from tests.notifier.mail_server import MailServer
from tests.support.tokens import bearer, staff_token, user_token

MESSAGES = "/api/notifier/messages"
REASON = {"reason": "届かないとの連絡があったため"}
Headers = Callable[..., dict[str, str]]


@pytest.fixture
def client(settings: Settings, clock: Clock) -> FlaskClient:
    return create_app(settings, now=clock).test_client()


@pytest.fixture
def staff(secrets_dir: Path, clock: Clock) -> Headers:
    def headers(role: str = "reviewer") -> dict[str, str]:
        return bearer(staff_token(secrets_dir, role, at=clock()))

    return headers


@pytest.fixture
def queue(notifier: Notifier, envelopes: Envelopes, clock: Clock) -> Callable[..., str]:
    def queued(name: str, event_type: str, **fields: object) -> str:
        clock.forward(seconds=1)
        envelope = envelopes(event_type, **fields)
        queue_mail(notifier, name, envelope)
        return f"{envelope.id}:{name}"

    return queued


def test_the_list_shows_the_newest_first(
    client: FlaskClient, staff: Headers, queue: Callable[..., str]
) -> None:
    older = queue("password-changed", "PasswordChanged")
    newer = queue("application-returned", "ApplicationReturned")
    body = client.get(MESSAGES, headers=staff("viewer")).json
    assert [item["id"] for item in body.pop("items")] == [newer, older]
    assert body == {"page": 1, "per_page": 20, "total": 2}


def test_a_row_tells_how_the_mail_went(
    client: FlaskClient,
    staff: Headers,
    queue: Callable[..., str],
    postmen: Postmen,
    server: MailServer,
) -> None:
    server.says["RCPT"] = ["550 5.1.1 no such box"]
    mail_id = queue("password-changed", "PasswordChanged")
    postmen().deliver_due()
    [row] = client.get(MESSAGES, headers=staff()).json["items"]
    assert row == {
        "id": mail_id,
        "mail": "password-changed",
        "recipient": "hanako@clinic.example",
        "subject": "【施術所等向け総合ポータルサイト】パスワード変更のお知らせ",
        "state": "failed",
        "standing": "failed",
        "standing_label": "失敗",
        "attempts": 1,
        "created_at": "2026-11-21T09:05:31.000Z",
        "sent_at": None,
        "error": "550 5.1.1 no such box",
    }


@pytest.mark.parametrize(
    "query",
    ["?q=HANAKO@", "?state=queued&q=hanako", "?q=7k2m9q", "?sort=recipient", "?state=nonsense"],
)
def test_the_list_is_narrowed_and_sorted(
    query: str, client: FlaskClient, staff: Headers, queue: Callable[..., str]
) -> None:
    wanted = queue("application-returned", "ApplicationReturned")
    queue("password-changed", "PasswordChanged", email="taro@example.jp")
    items = client.get(MESSAGES + query, headers=staff()).json["items"]
    assert items[0]["id"] == wanted or query == "?state=nonsense"
    assert len(items) == (2 if query in ("?sort=recipient", "?state=nonsense") else 1)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?standing=waiting", 2),
        ("?standing=sent", 0),
        ("?mail=application-returned", 1),
        ("?mail=no-such", 0),
        ("?from=2026-11-21&to=2026-11-21", 2),
        ("?to=2026-11-20", 0),
        ("?from=2026-11-22", 0),
        ("?from=0001-01-01&to=9999-12-31", 2),
        ("?from=soon&standing=asleep", 2),
    ],
)
def test_the_list_is_narrowed_by_standing_kind_and_days(
    query: str, found: int, client: FlaskClient, staff: Headers, queue: Callable[..., str]
) -> None:
    queue("application-returned", "ApplicationReturned")
    queue("password-changed", "PasswordChanged")
    assert client.get(MESSAGES + query, headers=staff()).json["total"] == found


@pytest.mark.parametrize("query", ["?q=(.*", "?q[$ne]=", "?q=%00", "?state[$gt]=", "?page=9e9"])
def test_hostile_queries_find_nothing_special(
    query: str, client: FlaskClient, staff: Headers
) -> None:
    assert client.get(MESSAGES + query, headers=staff()).status_code == 200


@pytest.mark.parametrize("sent", [False, True])
def test_a_mail_is_shown_without_its_token(
    sent: bool,
    client: FlaskClient,
    staff: Headers,
    queue: Callable[..., str],
    postmen: Postmen,
) -> None:
    mail_id = queue("activation-link", "RegistrationSubmitted")
    if sent:
        postmen().deliver_due()
    answer = client.get(f"{MESSAGES}/{mail_id}", headers=staff("viewer"))
    assert f"https://portal.example/a/{'*' * 27}" in answer.json["body"]
    assert TOKEN not in answer.text
    assert answer.json["message_id"].startswith("<" + answer.json["event_id"])
    assert [attempt["verdict"] for attempt in answer.json["history"]] == ["accepted"] * sent


def test_a_failed_mail_is_sent_again(
    client: FlaskClient,
    staff: Headers,
    queue: Callable[..., str],
    postmen: Postmen,
    server: MailServer,
) -> None:
    server.says["RCPT"] = ["550 5.1.1 no such box"]
    mail_id = queue("password-changed", "PasswordChanged")
    postmen().deliver_due()
    answer = client.post(f"{MESSAGES}/{mail_id}/resend", json=REASON, headers=staff())
    assert (answer.status_code, answer.json["state"]) == (200, "queued")
    [asked] = answer.json["resendings"]
    assert (asked["by"], asked["reason"]) == ("審査一郎", REASON["reason"])
    postmen().deliver_due()
    assert len(server.accepted) == 1


def test_a_mail_follows_its_recipient_to_a_new_address(
    client: FlaskClient,
    staff: Headers,
    queue: Callable[..., str],
    notifier: Notifier,
    postmen: Postmen,
    server: MailServer,
) -> None:
    mail_id = queue("password-changed", "PasswordChanged", email="old@clinic.example")
    postmen().deliver_due()
    for version, address in ((3, "new@clinic.example"), (1, "old@clinic.example")):
        remember_address(notifier, "u1", address, version)
    path = f"{MESSAGES}/{mail_id}"
    shown = client.get(path, headers=staff()).json
    assert (shown["first_recipient"], shown["present_address"]) == (
        "old@clinic.example",
        "new@clinic.example",
    )
    strange = client.post(
        f"{path}/resend", json={**REASON, "to": "thief@elsewhere.example"}, headers=staff()
    )
    assert (strange.status_code, strange.json["code"]) == (422, "not_their_address")
    answer = client.post(
        f"{path}/resend", json={**REASON, "to": "new@clinic.example"}, headers=staff()
    )
    assert answer.json["recipient"] == "new@clinic.example"
    postmen().deliver_due()
    assert [one["to"] for one in answer.json["resendings"]] == ["new@clinic.example"]
    assert b"To: new@clinic.example" in server.accepted[-1]


def test_an_address_somebody_has_now_is_theirs(notifier: Notifier) -> None:
    remember_address(notifier, "u1", "shared@clinic.example", 1)
    remember_address(notifier, "u1", "moved@clinic.example", 2)
    assert notifier.people.present_address("shared@clinic.example") == "moved@clinic.example"
    remember_address(notifier, "u2", "shared@clinic.example", 1)
    assert notifier.people.present_address("shared@clinic.example") == "shared@clinic.example"
    assert notifier.people.present_address("nobody@x.example") == "nobody@x.example"


def test_a_form_sent_twice_resends_once(
    client: FlaskClient,
    staff: Headers,
    queue: Callable[..., str],
    postmen: Postmen,
    server: MailServer,
) -> None:
    path = f"{MESSAGES}/{queue('password-changed', 'PasswordChanged')}/resend"
    postmen().deliver_due()
    once = {**staff(), "Idempotency-Key": "form-1"}
    assert client.post(path, json=REASON, headers=once).status_code == 200
    assert client.post(path, json=REASON, headers=once).status_code == 200
    other = client.post(path, json={"reason": "別の理由"}, headers=once)
    assert (other.status_code, other.json["code"]) == (422, "idempotency_reused")
    postmen().deliver_due()
    assert len(server.accepted) == 2


@pytest.mark.parametrize("body", [{}, {"reason": " "}, {"reason": "長" * 501}, {"reason": ["x"]}])
def test_sending_again_needs_a_reason(
    body: dict[str, object], client: FlaskClient, staff: Headers, queue: Callable[..., str]
) -> None:
    path = f"{MESSAGES}/{queue('password-changed', 'PasswordChanged')}/resend"
    answer = client.post(path, json=body, headers=staff())
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "reason"


@pytest.mark.parametrize(
    ("name", "event_type", "code"),
    [
        ("activation-link", "RegistrationSubmitted", "link_mail"),
        ("password-changed", "PasswordChanged", "still_underway"),
    ],
)
def test_what_cannot_be_sent_again_says_why(
    name: str,
    event_type: str,
    code: str,
    client: FlaskClient,
    staff: Headers,
    queue: Callable[..., str],
) -> None:
    answer = client.post(
        f"{MESSAGES}/{queue(name, event_type)}/resend", json=REASON, headers=staff()
    )
    assert (answer.status_code, answer.json["code"]) == (409, code)


def test_an_unknown_mail_is_404(client: FlaskClient, staff: Headers) -> None:
    assert client.get(f"{MESSAGES}/no:such", headers=staff()).status_code == 404
    assert (
        client.post(f"{MESSAGES}/no:such/resend", json=REASON, headers=staff()).status_code == 404
    )


def test_mails_are_for_staff_and_resending_not_for_viewers(
    client: FlaskClient, staff: Headers, secrets_dir: Path, clock: Clock
) -> None:
    user = bearer(user_token(secrets_dir, at=clock()))
    assert client.get(MESSAGES).status_code == 401
    assert client.get(MESSAGES, headers=user).status_code == 403
    assert client.get(f"{MESSAGES}/x:y", headers=user).status_code == 403
    assert client.post(f"{MESSAGES}/x:y/resend", headers=user).status_code == 403
    assert client.post(f"{MESSAGES}/x:y/resend", headers=staff("viewer")).status_code == 403


def test_the_notifier_is_ready_without_a_mail_server(client: FlaskClient) -> None:
    assert client.get("/readyz").status_code == 200
    assert client.get("/api/notifier/openapi.json").json["openapi"].startswith("3.1")
