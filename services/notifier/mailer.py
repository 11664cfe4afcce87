"""Conversations with the mail server. The only room that knows smtplib.

One recipient per message. `hand_over` is called after the server's 354 and before the first byte
of the body: if it raises, the connection is dropped and the server throws the message away.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import EmailPolicy

from services.notifier.emails import Email
from services.notifier.model.mails import Mail
from services.notifier.model.replies import Reply, Verdict
from services.notifier.settings import SmtpServer, sender_address
from shared.clock import jst

PATIENCE = 60.0
PATIENCE_FOR_ANSWER = 180.0
LONGEST_REASON = 200
WRONG_LOGIN = (530, 534, 535, 538)
_ADDRESS = re.compile(r"[^\x00-\x20\x7f-\U0010ffff<>()\[\]\\,;:\"@]+@[0-9A-Za-z.-]+")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class _WirePolicy(EmailPolicy):
    """CRLF, and a Message-ID beside its name: folded onto the next line some readers lose it."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == "Message-ID":
            return f"{name}: {value}\r\n".encode("ascii")
        return bytes(super().fold_binary(name, value))


_WIRE = _WirePolicy(linesep="\r\n")


class SmtpMailer:
    """Keeps one connection open while used as a context. Too little patience (seconds) makes
    answers look lost that are only slow.
    """

    def __init__(
        self,
        server: SmtpServer,
        mail_from: str,
        *,
        patience: float = PATIENCE,
        patience_for_answer: float = PATIENCE_FOR_ANSWER,
    ) -> None:
        self._server, self._mail_from = server, mail_from
        self._sender = sender_address(mail_from)
        self._patience, self._patience_for_answer = patience, patience_for_answer
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> SmtpMailer:
        return self

    def __exit__(self, *_: object) -> None:
        smtp, self._open = self._open, None
        if smtp:
            _say_goodbye(smtp)

    def send(self, email: Email, mail: Mail, now: datetime, hand_over: Callable[[], None]) -> Reply:
        """What the server said. Only what `hand_over` raises is raised."""
        if not _ADDRESS.fullmatch(email.recipient):
            return Reply(Verdict.REFUSED, "the recipient is no mail address")
        body = compose(email, mail, self._mail_from, now).as_bytes()
        try:
            smtp = self._open or self._connect()
        except OSError as error:
            return Reply(Verdict.AWAY, _reason(error))
        self._open = None
        reply = self._converse(smtp, email.recipient, body, hand_over)
        if reply.verdict is Verdict.ACCEPTED:
            self._open = smtp
        else:
            smtp.close()
        return reply

    def _converse(
        self, smtp: smtplib.SMTP, recipient: str, body: bytes, hand_over: Callable[[], None]
    ) -> Reply:
        try:
            refusal = self._offer(smtp, recipient)
        except OSError as error:
            return Reply(Verdict.LATER, _reason(error))
        if refusal:
            return refusal
        try:
            hand_over()
        except BaseException:
            smtp.close()
            raise
        try:
            return self._deliver(smtp, body)
        except OSError as error:
            return Reply(Verdict.UNANSWERED, _reason(error))

    def _offer(self, smtp: smtplib.SMTP, recipient: str) -> Reply | None:
        """MAIL, RCPT, DATA; None when the server now waits for the body."""
        steps = (
            (lambda: smtp.mail(self._sender), 2),
            (lambda: smtp.rcpt(recipient), 2),
            (lambda: smtp.docmd("DATA"), 3),
        )
        for step, good in steps:
            code, text = step()
            if code // 100 != good:
                return _refusal(code, text)
        return None

    def _deliver(self, smtp: smtplib.SMTP, body: bytes) -> Reply:
        smtp.send(_LEADING_DOT.sub(b"..", body) + b".\r\n")
        assert smtp.sock
        smtp.sock.settimeout(self._patience_for_answer)
        code, text = smtp.getreply()
        smtp.sock.settimeout(self._patience)
        if code // 100 == 2:
            return Reply(Verdict.ACCEPTED, _words(code, text), code)
        if code // 100 in (4, 5):
            return _refusal(code, text)
        return Reply(Verdict.UNANSWERED, _words(code, text))

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        helo = self._sender.rpartition("@")[2]
        if server.scheme == "smtps":
            context = ssl.create_default_context()
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, helo, timeout=self._patience, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, helo, timeout=self._patience)
        try:
            self._introduce(smtp)
        except OSError:
            smtp.close()
            raise
        return smtp

    def _introduce(self, smtp: smtplib.SMTP) -> None:
        if self._server.scheme == "smtp+starttls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if self._server.user:
            smtp.login(self._server.user, self._server.password)


def compose(email: Email, mail: Mail, mail_from: str, now: datetime) -> EmailMessage:
    """The message as it goes over the wire; the same mail always has the same Message-ID."""
    message = EmailMessage(policy=_WIRE)
    message["From"] = mail_from
    message["To"] = email.recipient
    message["Subject"] = email.subject
    message["Date"] = jst(now)
    message["Message-ID"] = mail.message_id
    message["X-Portal-Event-Id"] = mail.envelope.id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(email.body, charset="utf-8", cte="base64")
    return message


def _refusal(code: int, text: bytes) -> Reply:
    """A wrong login says nothing about the mail, so it is no final word."""
    final = code // 100 == 5 and code not in WRONG_LOGIN
    return Reply(Verdict.REFUSED if final else Verdict.LATER, _words(code, text), code)


def _words(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(f"{code} {words}".split())[:LONGEST_REASON]


def _reason(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"[:LONGEST_REASON]


def _say_goodbye(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except OSError:
        smtp.close()
