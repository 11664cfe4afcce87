"""HTTP for staff: what was mailed to whom, how it went, and once more."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from flask import current_app, request

from services.notifier.model.states import Standing, State
from services.notifier.schemas import MessageDetailSchema, MessageListSchema, ResendSchema
from services.notifier.usecases import mails
from services.notifier.usecases.mails import SORTABLE, Notifier, Search, ShownMail
from shared.clock import JST
from shared.web.audit import audited
from shared.web.auth import STAFF, caller, needs
from shared.web.json_body import Blueprint
from shared.web.openapi import repeatable
from shared.web.paging import describes_list, page_body, page_from_query

bp = Blueprint("messages", __name__)
FILTERS = {"state": list(State), "standing": list(Standing), "mail": (), "from": (), "to": ()}


@bp.route("/messages")
@describes_list(SORTABLE, **FILTERS)
@needs(*STAFF)
@bp.response(200, MessageListSchema)
def list_messages() -> dict[str, object]:
    """The newest first unless ?sort= says otherwise. ?state= or ?standing=, ?mail=, ?q= and the
    days ?from= and ?to= (Japan's, both included) narrow the list."""
    page = page_from_query(SORTABLE, default="-created_at")
    search = Search(
        states=_states(),
        mail=request.args.get("mail", ""),
        q=page.q,
        since=_midnight("from"),
        until=_midnight("to", days_later=1),
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
@repeatable
@needs("reviewer", "admin")
@bp.arguments(ResendSchema)
@bp.response(200, MessageDetailSchema)
def resend_message(body: dict[str, str], mail_id: str) -> ShownMail:
    """404 not_found · 409 link_mail | still_underway · 422 not_their_address."""
    who, form = caller(), request.headers.get("Idempotency-Key", "")
    return mails.send_again(
        _notifier(),
        mail_id,
        by=who.name or who.email,
        reason=body["reason"],
        key=f"{who.sub}:{form}" if form else "",
        to=body["to"],
    )


def _states() -> tuple[State, ...]:
    """An unknown word narrows nothing."""
    for standing in Standing:
        if request.args.get("standing") == standing:
            return standing.states
    return tuple(state for state in State if request.args.get("state") == state)


def _midnight(name: str, days_later: int = 0) -> datetime | None:
    """The beginning of a day in Japan; None for what is no day."""
    try:
        day = date.fromisoformat(request.args.get(name, "")) + timedelta(days=days_later)
        return datetime.combine(day, time(), JST).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _notifier() -> Notifier:
    notifier: Notifier = current_app.extensions["notifier"]
    return notifier
