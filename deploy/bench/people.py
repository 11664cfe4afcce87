"""The people of a portal, through its public API: somebody of a facility, and a reviewer."""

from __future__ import annotations

import email
import re
import time
from email import policy
from pathlib import Path
from typing import Any

import httpx2
import pyotp

PATIENCE = 60.0
PASSWORD = "Sekkotsu-7Tanuki"
TOTP_STEP = 30


class Api:
    """JSON in, JSON out; anything but 2xx raises."""

    def __init__(self, url: str) -> None:
        self._http = httpx2.Client(base_url=url, trust_env=False, timeout=30.0)

    def call(self, method: str, path: str, body: object = None, authorization: str = "") -> Any:
        answer = self._request(method, path, body, authorization)
        return answer.json() if answer.content else None

    def fetch(self, path: str, authorization: str) -> bytes:
        return bytes(self._request("GET", path, None, authorization).content)

    def _request(self, method: str, path: str, body: object, authorization: str) -> Any:
        headers = {"Authorization": authorization} if authorization else {}
        answer = self._http.request(method, f"/api/{path}", json=body, headers=headers)
        answer.raise_for_status()
        return answer


class Session:
    """Somebody signed in; each call gets a token of its own. `secret` is what a cookie holds."""

    def __init__(self, api: Api, secret: str) -> None:
        self._api, self.secret = api, secret

    def current(self) -> Any:
        return self._api.call(
            "GET", "registration/sessions/current", None, f"Session {self.secret}"
        )

    def call(self, method: str, path: str, body: object = None) -> Any:
        return self._api.call(method, path, body, self._bearer())

    def fetch(self, path: str) -> bytes:
        return self._api.fetch(path, self._bearer())

    def _bearer(self) -> str:
        return f"Bearer {self.current()['token']}"


def registration_body(facility: dict[str, Any], address: str) -> dict[str, Any]:
    return {
        "family_name": "基金",
        "given_name": "太郎",
        "kind": facility["kind"],
        "reg_prefix": facility["prefix"] or "",
        "reg_number": facility["number"],
        "phone": "01201234567",
        "email": address,
        "password": PASSWORD,
        "password2": PASSWORD,
        "agree": True,
    }


def become_user(api: Api, mailbox: Path, facility: dict[str, Any], address: str) -> Session:
    """Registers, opens the link of the mail, signs in."""
    api.call("POST", "registration/registrations", registration_body(facility, address))
    api.call("POST", "registration/activations", {"token": token_from_mail(mailbox, address)})
    body = {"email": address, "password": PASSWORD}
    return Session(api, api.call("POST", "registration/sessions", body)["secret"])


def become_reviewer(api: Api, staff: dict[str, Any]) -> Session:
    body = {"email": staff["email"], "password": staff["password"], "audience": "staff"}
    challenge = api.call("POST", "registration/sessions", body)["challenge"]
    code = pyotp.TOTP(staff["totp_secret"]).now()
    second = {"challenge": challenge, "code": code}
    return Session(api, api.call("POST", "registration/sessions/second-factor", second)["secret"])


def apply(user: Session, terminals: int) -> str:
    """The receipt number of an application for this many terminals."""
    facility = user.current()["user"]["facilities"][0]
    body = {
        "kind": "start",
        "facility_id": facility["id"],
        "terminals": terminals,
        "notes": [f"受付{number}番" for number in range(1, terminals + 1)],
        "planned_date": None,
        "acknowledged": True,
    }
    return str(user.call("POST", "accounts/applications", body)["ref"])


def approve(reviewer: Session, ref: str) -> None:
    claimed = reviewer.call("POST", f"accounts/applications/{ref}/claim", {})
    version = {"version": claimed["version"]}
    reviewer.call("POST", f"accounts/applications/{ref}/complete", version)


def token_from_mail(mailbox: Path, address: str) -> str:
    """The token of the link in the newest mail to the address that has one."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for mail in mails_to(mailbox, address):
            if link := re.search(r"/a/([0-9A-Za-z]{27})\s", mail.get_content()):
                return link[1]
        time.sleep(0.02)
    raise TimeoutError(f"no mail with a link for {address}")


def mails_to(mailbox: Path, address: str) -> list[Any]:
    """Newest first."""
    found = sorted((mailbox / "new").glob("*"), key=lambda file: file.stat().st_mtime_ns)
    parsed = [email.message_from_bytes(f.read_bytes(), policy=policy.default) for f in found]
    return [mail for mail in reversed(parsed) if str(mail["to"]) == address]
