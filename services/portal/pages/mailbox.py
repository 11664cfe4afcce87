"""D1–D2: the mails of one machine, as a mail program would show them. Never exists elsewhere."""

from __future__ import annotations

import mailbox
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup, escape

from shared.clock import ja_datetime

pages = Blueprint("mailbox", __name__, url_prefix="/dev/mailbox")


@dataclass(frozen=True)
class Mail:
    id: str
    sent_at: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["subject"])

    @property
    def recipient(self) -> str:
        return str(self.message["to"])

    @property
    def kind(self) -> str:
        """The mail's name, which stands in its Message-ID behind the event's id."""
        named = re.search(r"\.([a-z-]+)@", str(self.message["message-id"] or ""))
        return named.group(1) if named else ""

    @property
    def time(self) -> str:
        return ja_datetime(self.sent_at)

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""


@pages.get("")
def inbox() -> str:
    wanted = request.args.get("to", "").strip()
    mails = [mail for mail in _mails() if wanted in mail.recipient]
    return render_template("mailbox/list.html", mails=mails, wanted=wanted)


@pages.get("/<id>")
def one(id: str) -> str:
    mail = _mail(id)
    return render_template("mailbox/mail.html", mail=mail, body=_with_links(mail.text))


@pages.get("/<id>/raw")
def raw(id: str) -> Response:
    source = _mail(id).message.as_bytes()
    return Response(source, content_type="text/plain; charset=utf-8")


@pages.post("/clear")
def clear() -> Any:
    _box().clear()
    flash("すべて削除しました。")
    return redirect(url_for(".inbox"), 303)


def _box() -> mailbox.Maildir:
    return mailbox.Maildir(_folder(), factory=_parse, create=True)


def _folder() -> Path:
    return current_app.extensions["settings"].mailbox_dir


def _parse(file: Any) -> EmailMessage:
    return message_from_binary_file(file, policy=policy.default)


def _mails() -> list[Mail]:
    """Newest first."""
    mails = [_as_mail(key, message) for key, message in _box().iteritems()]
    return sorted(mails, key=lambda mail: (mail.sent_at, mail.id), reverse=True)


def _mail(id: str) -> Mail:
    try:
        return _as_mail(id, _box()[id])
    except KeyError:
        abort(404)


def _as_mail(key: str, message: EmailMessage) -> Mail:
    return Mail(key, message["date"].datetime, message)


def _with_links(text: str) -> Markup:
    """Addresses of this site become links; everything else stays text."""
    site = re.escape(current_app.extensions["settings"].public_url)
    pieces = re.split(rf"({site}[\w\-./]*)", text)
    return Markup("").join(
        Markup('<a href="{0}">{0}</a>').format(piece) if position % 2 else escape(piece)
        for position, piece in enumerate(pieces)
    )
