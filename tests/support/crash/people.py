"""People who do not give up: after a broken connection they look again and go on from there."""

from __future__ import annotations

import time
import uuid
from typing import Any

import httpx2
import pyotp

from deploy.bench.people import PASSWORD, registration_body

PATIENCE = 60.0


class Refused(Exception):
    """The portal said no: `code` as in the problem document."""

    def __init__(self, path: str, answer: httpx2.Response) -> None:
        self.code = answer.json().get("code", "")
        super().__init__(f"{path}: {answer.status_code} {answer.text[:300]}")


class Person:
    """Somebody before the public API. Each press of a button has one key, however often sent.
    `turned_away` counts broken connections and answers that mean "away for a moment".
    """

    away: tuple[int, ...] = (503,)

    def __init__(self, url: str) -> None:
        self._http = httpx2.Client(base_url=f"{url}/api/", trust_env=False, timeout=30.0)
        self._session = ""
        self.turned_away = 0

    def call(self, method: str, path: str, body: object = None, authorization: str = "") -> Any:
        """Raises Refused; any 5xx but "away for a moment" is a fault of the portal."""
        headers = {"Authorization": authorization, "Idempotency-Key": uuid.uuid4().hex}
        until = time.monotonic() + PATIENCE
        while True:
            answer = self._ask(method, path, body, headers)
            if answer is not None and answer.status_code not in self.away:
                break
            self.turned_away += 1
            assert time.monotonic() < until, f"{path}: no answer in {PATIENCE:.0f} s"
            time.sleep(0.1)
        assert answer.status_code < 500, f"{path}: {answer.status_code} {answer.text[:300]}"
        if answer.status_code >= 400:
            raise Refused(path, answer)
        return answer.json() if answer.content else None

    def _ask(
        self, method: str, path: str, body: object, headers: dict[str, str]
    ) -> httpx2.Response | None:
        try:
            return self._http.request(method, path, json=body, headers=headers)
        except httpx2.TransportError:
            return None

    def signed(self, method: str, path: str, body: object = None) -> Any:
        """As somebody signed in; each call gets a token of its own."""
        return self.call(method, path, body, f"Bearer {self.present()['token']}")

    def fetch(self, path: str) -> bytes:
        headers = {"Authorization": f"Bearer {self.present()['token']}"}
        answer = self._http.get(path, headers=headers)
        answer.raise_for_status()
        return bytes(answer.content)

    def present(self) -> Any:
        return self.call("GET", "registration/sessions/current", None, f"Session {self._session}")

    def register(self, facility: dict[str, Any], address: str) -> None:
        body = registration_body(facility, address)
        self.call("POST", "registration/registrations", body)

    def activate(self, token: str) -> None:
        """Pressing again after a broken connection may find the link used."""
        try:
            self.call("POST", "registration/activations", {"token": token})
        except Refused as refused:
            if refused.code != "token_used":
                raise

    def sign_in(self, address: str) -> None:
        body = {"email": address, "password": PASSWORD}
        self._session = self.call("POST", "registration/sessions", body)["secret"]

    def sign_in_as_staff(self, staff: dict[str, Any]) -> None:
        first = {"email": staff["email"], "password": staff["password"], "audience": "staff"}
        challenge = self.call("POST", "registration/sessions", first)["challenge"]
        code = pyotp.TOTP(staff["totp_secret"]).now()
        second = {"challenge": challenge, "code": code}
        path = "registration/sessions/second-factor"
        self._session = self.call("POST", path, second)["secret"]

    def apply(self, terminals: int) -> str:
        """The receipt number."""
        facility = self.present()["user"]["facilities"][0]
        body = {
            "kind": "start",
            "facility_id": facility["id"],
            "terminals": terminals,
            "notes": [f"受付{number}番" for number in range(1, terminals + 1)],
            "planned_date": None,
            "acknowledged": True,
        }
        return str(self.signed("POST", "accounts/applications", body)["ref"])

    def claim(self, ref: str) -> None:
        self.signed("POST", f"accounts/applications/{ref}/claim", {})

    def complete(self, ref: str) -> None:
        path = f"accounts/applications/{ref}"
        version = self.signed("GET", path)["version"]
        self.signed("POST", f"{path}/complete", {"version": version})

    def complete_and_leave(self, ref: str) -> None:
        """One press, and nobody looks what became of it."""
        path = f"accounts/applications/{ref}"
        body = {"version": self.signed("GET", path)["version"]}
        headers = {"Authorization": f"Bearer {self.present()['token']}"}
        self._ask("POST", f"{path}/complete", body, headers)
