"""HTTP for staff: what was mailed to whom, how it went, and once more."""

from __future__ import annotations

from flask import current_app, request

from services.notifier.model.mails import State
from services.notifier.schemas import MessageDetailSchema, MessageListSchema
from services.notifier.usecases import mails
from services.notifier.usecases.mails import SORTABLE, Notifier, Search, ShownMail
from shared.web.audit import audited
from shared.web.auth import STAFF, needs
from shared.web.json_body import Blueprint
from shared.web.paging import describes_list, page_body, page_from_query

bp = Blueprint("messages", __name__)


@bp.route("/messages")
@describes_list(SORTABLE, state=list(State))
@needs(*STAFF)
@bp.response(200, MessageListSchema)
def list_messages() -> dict[str, object]:
    """The newest first unless ?sort= says otherwise; ?state= and ?q= narrow the list."""
    page = page_from_query(SORTABLE, default="-created_at")
    search = Search(
        state=request.args.get("state", ""),
        q=page.q,
        sort=page.column,
        descending=page.descending,
        skip=page.skip,
        limit=page.per_page,
    )
    shown, total = mails.search_mails(_notifier(), search)
    return page_body(shown, page, total)


@bp.route("/messages/<mail_id>")
@needs(*STAFF)
@bp.response(200, MessageDetailSchema)
def show_message(mail_id: str) -> ShownMail:
    """404 not_found."""
    return mails.show_mail(_notifier(), mail_id)


@bp.route("/messages/<mail_id>/resend", methods=["POST"])
@audited("mail.resend", "メールの再送", "mail")
@needs("reviewer", "admin")
@bp.response(200, MessageDetailSchema)
def resend_message(mail_id: str) -> ShownMail:
    """404 not_found · 409 link_mail | still_underway."""
    return mails.send_again(_notifier(), mail_id)


def _notifier() -> Notifier:
    notifier: Notifier = current_app.extensions["notifier"]
    return notifier
