"""Registering: one document and one mail, be the address known or not."""

from __future__ import annotations

from typing import Any

from bson import encode
from pymongo import monitoring

from services.registration.app import create_app
from services.registration.settings import Settings
from services.registration.usecases.ports import Desk
from tests.registration.conftest import PASSWORD, Api, Clock, Db


class Commands(monitoring.CommandListener):
    """The names of the commands sent to the store while `log` is a list."""

    log: list[str] | None = None

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if Commands.log is not None:
            Commands.log.append(event.command_name)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None: ...

    def failed(self, event: monitoring.CommandFailedEvent) -> None: ...


monitoring.register(Commands())


def draft_of(api: Api, **other: Any) -> str:
    fields = api.applicant(**other)
    answer = api.post("drafts", fields)
    secret = f"Draft {answer.json['secret']}"
    answer = api("PATCH", "drafts/current", fields, Authorization=secret)
    assert answer.json["complete"], answer.json
    return secret


def post_draft(api: Api, draft: str) -> Any:
    return api.post("registrations", Authorization=draft)


def test_a_complete_draft_becomes_a_registration_and_a_mail(api: Api, db: Db, now: Clock) -> None:
    answer = post_draft(api, draft_of(api))
    assert answer.status_code == 202
    assert answer.json["email"] == "hanako@example.jp"
    [user] = db.users.find()
    assert (user["state"], "activated_at" in user) == ("pending", False)
    [envelope] = api.events()
    assert envelope.type == "RegistrationSubmitted"
    assert envelope.subject == user["_id"]
    assert envelope.data.facility_name == "見本 契0123456-7-8"
    assert (envelope.data.expires_at - now()).total_seconds() == 24 * 3600
    assert len(api.token()) == 27


def test_the_token_rests_nowhere_in_clear(api: Api, db: Db) -> None:
    api.register()
    token = api.token()
    assert token not in str(list(db.users.find()))
    assert PASSWORD not in str(list(db.users.find()))


def test_an_incomplete_draft_is_told_what_is_missing(api: Api) -> None:
    person = {"family_name": "山田", "given_name": "花子", "kind": "judo"}
    secret = api.post("drafts", person).json["secret"]
    answer = post_draft(api, f"Draft {secret}")
    assert answer.status_code == 422
    fields = [error["field"] for error in answer.json["errors"]]
    assert fields == ["reg_number", "phone", "email", "password", "agree"]


def test_all_fields_at_once_without_a_draft(api: Api) -> None:
    body = api.applicant()
    del body["password2"]
    assert api.post("registrations", body).status_code == 202
    everything = api.post("registrations", {"kind": "judo"})
    assert [error["field"] for error in everything.json["errors"]] == [
        "family_name",
        "given_name",
        "reg_prefix",
        "reg_number",
        "phone",
        "email",
        "password",
        "agree",
    ]


def test_an_unchanged_draft_sends_nothing_twice(api: Api, db: Db) -> None:
    draft = draft_of(api)
    assert post_draft(api, draft).json == post_draft(api, draft).json
    assert len(api.events()) == 1
    assert db.users.count_documents({}) == 1


def test_a_corrected_address_moves_the_registration_and_ends_the_older_link(
    api: Api, db: Db
) -> None:
    draft = draft_of(api, email="wrong@example.jp")
    post_draft(api, draft)
    old = api.token()
    api("PATCH", "drafts/current", {"email": "right@example.jp"}, Authorization=draft)
    assert post_draft(api, draft).json["email"] == "right@example.jp"
    sent = api("GET", "drafts/current", Authorization=draft).json["sent"]
    assert sent["email"] == "right@example.jp"
    assert db.users.count_documents({}) == 1
    assert api.post("activations", {"token": old}).json["code"] == "token_superseded"
    assert api.post("activations", {"token": api.token()}).json == {"email": "right@example.jp"}


def test_a_draft_is_of_no_more_use_once_its_user_is_active(api: Api) -> None:
    draft = draft_of(api)
    post_draft(api, draft)
    api.post("activations", {"token": api.token()})
    api("PATCH", "drafts/current", {"phone": "0399999999"}, Authorization=draft)
    assert post_draft(api, draft).json["code"] == "draft_gone"


def test_a_known_address_gets_the_same_answer_and_another_mail(api: Api) -> None:
    api.activated()
    unknown = api.register("new@example.jp", kind="ahaki", reg_number="0123456789")
    known = api.register("hanako@example.jp", kind="ahaki", reg_number="0123456789")
    assert known.status_code == unknown.status_code
    assert known.json.keys() == unknown.json.keys()
    assert known.json["expires_at"] == unknown.json["expires_at"]
    [envelope] = api.events("ExistingAddressRegistered")
    assert envelope.data.email == "hanako@example.jp"


def test_a_known_address_leaves_a_document_of_the_same_size(api: Api, db: Db) -> None:
    api.activated()
    other = {"kind": "ahaki", "reg_number": "0123456789"}
    api.register("new@example.jp", **other)
    api.register("hanako@example.jp", **other)
    sizes = [len(encode(user)) for user in db.users.find({"state": "pending"})]
    assert len(sizes) == 2
    assert len(set(sizes)) == 1


def test_a_known_address_costs_the_same_work(
    settings: Settings, desk: Desk, api: Api, db: Db, secrets_dir: Any, now: Clock
) -> None:
    api.activated()
    seen = {}
    for email in ("hanako@example.jp", "strange@example.jp"):
        draft = draft_of(api, email=email, kind="ahaki", reg_number="0123456789")
        Commands.log = []
        assert post_draft(api, draft).status_code == 202
        seen[email], Commands.log = Commands.log, None
    assert seen["hanako@example.jp"] == seen["strange@example.jp"]
    assert seen["hanako@example.jp"]


def test_several_registrations_may_wait_for_one_address(api: Api, db: Db) -> None:
    api.register(family_name="山田")
    first = api.token()
    api.register(family_name="鈴木", kind="ahaki", reg_number="0123456789")
    second = api.token()
    assert api.post("activations/preview", {"token": first}).json["family_name"] == "山田"
    assert api.post("activations/preview", {"token": second}).json["family_name"] == "鈴木"


def test_a_repeated_post_with_its_key_changes_nothing(api: Api, db: Db, now: Clock) -> None:
    body = api.applicant()
    first = api.post("registrations", body, Idempotency_Key="form-1")
    now.forward(seconds=10)
    again = api.post("registrations", body, Idempotency_Key="form-1")
    assert (again.status_code, again.json) == (202, first.json)
    assert (db.users.count_documents({}), len(api.events())) == (1, 1)


def test_another_body_under_the_same_key_is_refused(api: Api) -> None:
    api.post("registrations", api.applicant(), Idempotency_Key="form-1")
    answer = api.post("registrations", api.applicant("b@example.jp"), Idempotency_Key="form-1")
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_reused")


def test_a_restart_in_the_middle_of_the_wizard_loses_nothing(
    api: Api, settings: Settings, db: Db, now: Clock, secrets_dir: Any
) -> None:
    draft = draft_of(api)
    restarted = Api(create_app(settings, now).test_client(), db, secrets_dir)
    assert post_draft(restarted, draft).status_code == 202
    restarted = Api(create_app(settings, now).test_client(), db, secrets_dir)
    assert restarted.post("activations", {"token": restarted.token()}).status_code == 200
    secret = restarted.sign_in().json["secret"]
    again = Api(create_app(settings, now).test_client(), db, secrets_dir)
    current = again("GET", "sessions/current", Authorization=f"Session {secret}")
    assert current.json["user"]["email"] == "hanako@example.jp"
