"""Prepares states over the public API, where the pages' own journey is tested elsewhere."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx2

from tests.support.live.people import Applicant, Facility, Staff
from tests.support.live.running import RunningPortal
from tests.support.live.terminal import Sheet

LINK = re.compile(r"^http\S+/[aep]/([0-9A-Za-z]+)\s*$", re.MULTILINE)
MOMENT = 0.05
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
T = TypeVar("T")


class Api:
    """Speaks for anybody; `session` arguments are the opaque secrets of signed-in people."""

    def __init__(self, portal: RunningPortal) -> None:
        self._mailbox = portal.data / "mailbox"
        self._client = httpx2.Client(base_url=f"{portal.url}/api/", timeout=20)

    def call(self, method: str, path: str, *, auth: str = "", **options: Any) -> Any:
        headers = {"Idempotency-Key": uuid4().hex} | ({"Authorization": auth} if auth else {})
        answer = self._client.request(method, path, headers=headers, **options)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def as_person(self, session: str, method: str, path: str, **options: Any) -> Any:
        current = self.call("GET", "registration/sessions/current", auth=f"Session {session}")
        return self.call(method, path, auth=f"Bearer {current['token']}", **options)

    def register(self, person: Applicant) -> str:
        """Up to the mail; the token in its link."""
        fields = {
            "family_name": person.family_name,
            "given_name": person.given_name,
            "kind": person.facility.kind,
            "reg_prefix": person.facility.prefix or "",
            "reg_number": person.facility.number,
            "phone": person.phone,
            "email": person.email,
            "password": person.password,
            "password2": person.password,
            "agree": True,
        }
        self.call("POST", "registration/registrations", json=fields)
        return self.new_token(person, set())

    def new_user(self, person: Applicant) -> str:
        """Registered, activated and signed in: the session's secret."""
        token = self.register(person)
        self.call("POST", "registration/activations", json={"token": token})
        return self.sign_in(person)

    def sign_in(self, person: Applicant) -> str:
        credentials = {"email": person.email, "password": person.password}
        return self.call("POST", "registration/sessions", json=credentials)["secret"]

    def sign_in_staff(self, staff: Staff) -> str:
        credentials = {"email": staff.email, "password": staff.password, "audience": "staff"}
        challenge = self.call("POST", "registration/sessions", json=credentials)["challenge"]
        answer = {"challenge": challenge, "code": staff.code()}
        return self.call("POST", "registration/sessions/second-factor", json=answer)["secret"]

    def ask_reset(self, person: Applicant) -> str:
        """The token in the reset mail."""
        seen = self.tokens_mailed_to(person.email)
        self.call("POST", "registration/password-resets", json={"email": person.email})
        return self.new_token(person, seen)

    def ask_email(self, person: Applicant, session: str, email: str) -> str:
        """The token in the mail to the new address."""
        seen, wish = self.tokens_mailed_to(email), {"email": email}
        wish["current_password"] = person.password
        self.as_person(session, "POST", "registration/me/email", json=wish)
        return self.new_token(person.but(email=email), seen)

    def apply(self, session: str, notes: list[str]) -> dict[str, Any]:
        me = self.as_person(session, "GET", "registration/me")
        body = {
            "kind": "start",
            "facility_id": me["facilities"][0]["id"],
            "terminals": str(len(notes)),
            "notes": notes,
            "planned_date": None,
            "acknowledged": True,
        }
        return self.as_person(session, "POST", "accounts/applications", json=body)

    def move(self, session: str, ref: str, move: str, **body: Any) -> dict[str, Any]:
        """claim, complete, return, reject or withdraw, with the present version."""
        path = f"accounts/applications/{ref}"
        version = self.as_person(session, "GET", path)["version"]
        body = body if move == "claim" else {"version": version, **body}
        return self.as_person(session, "POST", f"{path}/{move}", json=body)

    def complete(self, staff_session: str, ref: str) -> None:
        self.move(staff_session, ref, "claim")
        self.move(staff_session, ref, "complete")

    def start_on(self, session: str, day: date) -> None:
        """Registers the 運用開始日 of a facility with accounts."""
        me = self.as_person(session, "GET", "registration/me")
        path = f"accounts/start-dates/{me['facilities'][0]['id']}"
        self.as_person(session, "PUT", path, json={"day": day.isoformat(), "version": 1})

    def apply_for_grant(self, session: str) -> str:
        """With both files the sample scheme asks for; the ref."""
        me = self.as_person(session, "GET", "registration/me")
        facility = me["facilities"][0]["id"]
        files = [
            self.as_person(
                session,
                "POST",
                "accounts/uploads",
                params={"facility_id": facility, "role": role, "name": name},
                content=PDF,
            )["id"]
            for role, name in (("receipt", "領収書.pdf"), ("breakdown", "内訳書.pdf"))
        ]
        line = {"category": "カードリーダー", "name": "汎用カードリーダー"}
        body = {
            "kind": "grant",
            "facility_id": facility,
            "lines": [{**line, "quantity": 2, "amount": 24_100}] * 2,
            "files": files,
            "bank_code": "0001",
            "branch_code": "123",
            "account_type": "ordinary",
            "account_no": "12345",
            "account_kana": "サンプルジユウセイ",
            "declared": True,
        }
        return self.as_person(session, "POST", "accounts/applications", json=body)["ref"]

    def notice(self, staff_session: str, ref: str, step: str, **body: Any) -> None:
        """issue or confirm the 交付決定通知書, on the present version."""
        version = self.as_person(staff_session, "GET", f"accounts/applications/{ref}")["version"]
        path = f"accounts/notices/{ref}/{step}"
        self.as_person(staff_session, "POST", path, json={"version": version, **body})

    def notices(self, session: str) -> list[dict[str, Any]]:
        """Those of the facility, once there are any."""
        return until(lambda: self.as_person(session, "GET", "documents/notices")["items"])

    def close_facility(self, staff_session: str, facility_id: str) -> None:
        """In the master, by hand."""
        path = f"registration/facilities/{facility_id}"
        present = self.as_person(staff_session, "GET", path)
        body = {**present, "status": "closed", "reason": "閉院の届出"}
        self.as_person(staff_session, "PATCH", path, json=body)

    def look_up(self, facility: Facility) -> dict[str, Any]:
        query = {"kind": facility.kind, "prefix": facility.prefix or "", "number": facility.number}
        return self.call("GET", "registration/facilities/lookup", params=query)

    def clear_desk(self, staff_session: str) -> None:
        """Rejects whatever waits for a decision."""
        path = "accounts/applications?per_page=100&sort=submitted_at&state="
        for state in ("submitted", "in_review"):
            for waiting in self.as_person(staff_session, "GET", path + state)["items"]:
                if state == "submitted":
                    self.move(staff_session, waiting["ref"], "claim")
                self.move(staff_session, waiting["ref"], "reject", comment="検査のあと片付け")

    def accounts(self, session: str, ref: str) -> list[dict[str, Any]]:
        """Of an application, once all its documents can be read."""
        until(lambda: self._documents(session, ref))
        return self.as_person(session, "GET", "accounts/accounts?sort=id")["items"]

    def sheet(self, session: str, account_id: str) -> Sheet:
        path = f"documents/documents/{account_id}-1/credentials"
        return Sheet(**self.as_person(session, "POST", path, json={}))

    def new_token(self, person: Applicant, seen: set[str]) -> str:
        """Of the next link mailed to this person, waited for."""
        (token,) = until(lambda: self.tokens_mailed_to(person.email) - seen)
        return token

    def _documents(self, session: str, ref: str) -> bool:
        found = self.as_person(session, "GET", f"documents/documents?ref={ref}")
        return found["expected"] is not None and found["total"] == found["expected"]

    def tokens_mailed_to(self, email: str) -> set[str]:
        mails = [read(path) for path in self._mailbox.glob("*/*")]
        texts = [text for to, text in mails if to == email]
        return {token for text in texts for token in LINK.findall(text)}


def read(path: Path) -> tuple[str, str]:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    return str(message["to"]), body.get_content() if body else ""


def until(look: Callable[[], T | None], within: float = 30.0) -> T:
    """What `look` finds, asked again and again until it finds something."""
    deadline = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < deadline, f"nothing after {within} s"
        time.sleep(MOMENT)
    return found
