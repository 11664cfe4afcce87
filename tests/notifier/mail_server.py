"""A mail server that does what a test tells it: real SMTP on loopback."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import defaultdict
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.support.store import free_port

DROP, HANG = "drop", "hang"
LOGIN = ("portal", "correct horse")


class MailServer:
    """`says["RCPT"] = ["450 later"]` is answered once each; DROP and HANG after storing the mail.
    `refuses["a@b.example"] = "550 no such box"` is answered whenever that address is named.

    `accepted` holds the bytes of every mail the server took, `steps` every command it heard.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        login: bool = False,
    ) -> None:
        self.port = free_port()
        self.says: dict[str, list[str]] = defaultdict(list)
        self.refuses: dict[str, str] = {}
        self.accepted: list[bytes] = []
        self.steps: list[str] = []
        self.arrived = threading.Condition()
        secure: dict[str, Any] = {"tls_context": starttls, "require_starttls": bool(starttls)}
        private: dict[str, Any] = {"authenticator": _authenticate, "auth_require_tls": False}
        options = {**(secure if starttls else {}), **(private if login else {})}
        self._controller = Controller(
            self, "127.0.0.1", self.port, ssl_context=tls, auth_required=login, **options
        )

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop(no_assert=True)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(data) for data in self.accepted]

    def wait_for(self, count: int, seconds: float = 10.0) -> list[EmailMessage]:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.accepted) >= count, seconds)
        return self.mails

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.steps.append("MAIL")
        answer = self._answer("MAIL")
        if answer == "250 OK":
            envelope.mail_from = address
        return answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.steps.append("RCPT")
        answer = self.refuses.get(address) or self._answer("RCPT")
        if answer == "250 OK":
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.steps.append("DATA")
        answer = self._answer("DATA")
        if answer[0] not in "45":
            self._take(envelope)
        if answer == DROP and server.transport:
            server.transport.abort()
        if answer == HANG:
            await asyncio.Event().wait()
        return answer

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.steps.append("QUIT")
        return "221 Bye"

    def _answer(self, step: str) -> str:
        return self.says[step].pop(0) if self.says[step] else "250 OK"

    def _take(self, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        with self.arrived:
            self.accepted.append(content)
            self.arrived.notify_all()


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    given = (data.login.decode(), data.password.decode())
    return AuthResult(success=given == LOGIN, handled=False)
