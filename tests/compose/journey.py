"""The whole journey through the gateway, as people make it: who sees no answer tries again."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import httpx2
from pypdf import PdfReader

from deploy.bench.people import PASSWORD, Api, Session, apply, registration_body
from tests.compose.stack import Stack, until

COMPLETED = "利用開始申請の手続き完了のお知らせ"


class People:
    """Gives out applicants of facilities that nobody has registered."""

    def __init__(
        self, stack: Stack, api: Api, reviewer: Session, facilities: Iterable[dict[str, Any]]
    ) -> None:
        self._stack, self._api, self._reviewer = stack, api, reviewer
        self._facilities = iter(facilities)
        self._count = 0

    def newcomer(self) -> Journey:
        self._count += 1
        address = f"person{self._count}@clinic.example"
        return Journey(self._stack, self._api, self._reviewer, next(self._facilities), address)


class Journey:
    """One person's way from registering to the sheet of paper."""

    def __init__(
        self, stack: Stack, api: Api, reviewer: Session, facility: dict[str, Any], address: str
    ) -> None:
        self._stack, self._api, self._reviewer = stack, api, reviewer
        self._facility, self.address = facility, address

    def complete(self) -> None:
        self.register()
        self.reach_the_sheet()

    def register(self) -> None:
        body = registration_body(self._facility, self.address)
        until(lambda: self._api.call("POST", "registration/registrations", body))

    def enter(self) -> Session:
        """Activation and sign-in."""
        token = self._stack.token_mailed_to(self.address)
        until(lambda: self._activated(token))
        return self.signed_in()

    def reach_the_sheet(self) -> None:
        """Everything up to application, decision, PDF, mail."""
        user = self.enter()
        ref = self._applied(user)
        until(lambda: self._approved(ref))
        until(lambda: all(account["document_id"] for account in self._accounts(user)))
        (account,) = self._accounts(user)
        assert account["id"] in self.sheet(user)
        until(lambda: any(COMPLETED in mail["Subject"] for mail in self._mails()))
        self._one_message_id_each()

    def _activated(self, token: str) -> bool:
        """Also when the first answer was lost and the link counts as used."""
        try:
            self._api.call("POST", "registration/activations", {"token": token})
        except httpx2.HTTPStatusError as error:
            return error.response.status_code == 410
        return True

    def sheet(self, user: Session) -> str:
        """What stands on the paper of the only account."""
        (account,) = self._accounts(user)
        pdf = until(lambda: user.fetch(f"documents/documents/{account['document_id']}/content"))
        return PdfReader(io.BytesIO(pdf)).pages[0].extract_text()

    def signed_in(self) -> Session:
        body = {"email": self.address, "password": PASSWORD}
        answer = until(lambda: self._api.call("POST", "registration/sessions", body))
        return Session(self._api, answer["secret"])

    def _applied(self, user: Session) -> str:
        """Looks first, as the answer to an application may have been lost."""

        def ref() -> str:
            listed = user.call("GET", "accounts/applications")["items"]
            return str(listed[0]["ref"]) if listed else apply(user, 1)

        return until(ref)

    def _approved(self, ref: str) -> bool:
        path = f"accounts/applications/{ref}"
        seen = self._reviewer.call("GET", path)
        if seen["state"] == "completed":
            return True
        move = "claim" if seen["state"] == "submitted" else "complete"
        self._reviewer.call("POST", f"{path}/{move}", {"version": seen["version"]})
        return False

    def _accounts(self, user: Session) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = user.call("GET", "accounts/accounts")["items"]
        return found or [{"document_id": None}]

    def _mails(self) -> list[dict[str, Any]]:
        return self._stack.mails_to(self.address)

    def _one_message_id_each(self) -> None:
        """The activation mail may have been asked for twice; nothing else may."""
        ids = {mail["MessageID"] for mail in self._mails() if COMPLETED in mail["Subject"]}
        assert len(ids) == 1
