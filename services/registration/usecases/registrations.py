"""Registering: one document in state 登録手続き中 and one mail, be the address known or not."""

from __future__ import annotations

import json
from collections.abc import Sequence

from services.registration.model import drafts as drafts_model
from services.registration.model.bounces import Bounce
from services.registration.model.drafts import EMPTY, Draft, Sent
from services.registration.model.links import ACTIVATION_LIFE, Link
from services.registration.model.refusals import (
    DraftGone,
    IdempotencyReused,
    ResendTooSoon,
    TokenExpired,
    TokenUnknown,
    TokenUsed,
)
from services.registration.model.users import PENDING, Request, User
from services.registration.usecases.drafts import Fields, blank_draft, fill_draft, read_draft
from services.registration.usecases.ports import Desk
from services.registration.usecases.site_settings import check_registration
from shared.contracts import MailBounced
from shared.errors import Conflict, FieldError, Invalid
from shared.tokens import new_token

ATTEMPTS = 3


def register_draft(desk: Desk, secret: str) -> Sent:
    """Raises DraftGone or Invalid. An unchanged draft gets the same answer and no second mail;
    a changed one corrects its registration, and the earlier link stops working. Raises
    RegistrationClosed."""
    check_registration(desk)
    draft = read_draft(desk, secret)
    if not draft.complete:
        raise Invalid(errors=draft.missing())
    request = Request(desk.fingerprint("request", draft.id, str(draft.version)), "")
    sent = _register(desk, draft, request)
    desk.store.drafts.note_sent(draft.id, sent, desk.now() + drafts_model.LIFE)
    return sent


def register_directly(desk: Desk, given: Fields, problems: Sequence[FieldError], key: str) -> Sent:
    """All fields at once; `key` makes a repetition harmless. Raises Invalid, IdempotencyReused,
    RegistrationClosed."""
    request = _request(desk, given, key) if key else None
    before = desk.store.users.by_request(request.key) if request else None
    if request and before:
        return _repeated(before, request)
    check_registration(desk)
    draft = blank_draft(desk, "")
    fill_draft(desk, draft, given, problems, wanted=tuple(EMPTY))
    return _register(desk, draft, request)


def resend_to_draft(desk: Desk, secret: str, key: str) -> None:
    """To the address this draft was sent to. Raises DraftGone, ResendTooSoon."""
    draft = read_draft(desk, secret)
    if draft.sent is None:
        raise Invalid(errors=draft.missing())
    _resend(desk, draft.sent.email, desk.store.users.by_id(draft.user_id), key)


def resend_for_token(desk: Desk, token: str, key: str) -> None:
    """One press on the page of an old link. Raises TokenUnknown, TokenUsed, TokenExpired (too old
    to renew), ResendTooSoon."""
    user = desk.store.users.by_link(desk.fingerprint("link", token))
    if user is None:
        raise TokenUnknown
    if user.state != PENDING:
        raise TokenUsed
    newest = user.links[-1]
    if not newest.renewable(desk.now()):
        raise TokenExpired(newest.sent_at, can_resend=False)
    _resend(desk, user.email, user, key)


def resend_to_address(desk: Desk, email: str, key: str) -> None:
    """To the newest open registration of the address, if any; neither the answer nor how often
    one may ask depends on whether there is one. Raises ResendTooSoon."""
    now, typed = desk.now(), desk.fingerprint("typed mailbox", email)
    user = desk.store.users.by_email(email)
    if _asked_already(desk, typed, key):
        return
    rested = desk.store.mailings.reserve(_mailbox(desk, email), "", now) is None
    if rested and user and user.state == PENDING and user.links[-1].renewable(now):
        _renew(desk, user)
    else:
        desk.store.mailings.note(typed, now)  # a write as for an open registration


def resend_to_user(desk: Desk, user: User) -> None:
    """For staff. Raises ResendTooSoon."""
    _resend(desk, user.email, user, "")


def note_bounce(desk: Desk, bounced: MailBounced) -> None:
    """Both mails a registration may cause are noted alike, so it does not tell which one left."""
    bounce = Bounce(bounced.code, bounced.reason)
    desk.store.users.note_bounce(bounced.about, bounced.event_id, bounce)


def _register(desk: Desk, draft: Draft, request: Request | None) -> Sent:
    now = desk.now()
    user = User.apply(draft.user_id, draft.applicant(), now)
    user.request = request
    _send_link(desk, user)
    if not desk.store.users.add(user):
        return _repeat_or_correct(desk, draft, request)
    desk.store.mailings.note(_mailbox(desk, user.email), now)
    return _sent(user)


def _repeat_or_correct(desk: Desk, draft: Draft, request: Request | None) -> Sent:
    for _ in range(ATTEMPTS):
        stored = desk.store.users.by_id(draft.user_id)
        if stored is None:
            stored = desk.store.users.by_request(request.key) if request else None
        if stored is None:
            raise Conflict
        if request and stored.request and stored.request.key == request.key:
            return _repeated(stored, request)
        if stored.state != PENDING:
            raise DraftGone
        user = stored.corrected(draft.applicant())
        user.request = request
        _send_link(desk, user)
        if desk.store.users.save(user):
            desk.store.mailings.note(_mailbox(desk, user.email), desk.now())
            return _sent(user)
    raise Conflict


def _resend(desk: Desk, email: str, user: User | None, key: str) -> None:
    """For somebody who proves to have asked for the registration."""
    if not _asked_already(desk, _mailbox(desk, email), key):
        _renew(desk, user)


def _asked_already(desk: Desk, mailbox: str, key: str) -> bool:
    """Counts the wish; true when it is the same one again. Raises ResendTooSoon."""
    now, request = desk.now(), desk.fingerprint("request", key) if key else ""
    wait = desk.store.mailings.reserve(mailbox, request, now)
    if wait and (not request or wait.request != request):
        raise ResendTooSoon(wait.seconds_left(now))
    return wait is not None


def _renew(desk: Desk, user: User | None) -> None:
    for _ in range(ATTEMPTS):
        if user is None or user.state != PENDING:
            return
        _send_link(desk, user)
        if desk.store.users.save(user):
            return
        user = desk.store.users.by_id(user.id)
    raise Conflict


def _send_link(desk: Desk, user: User) -> None:
    token = new_token()
    link = Link.sent(desk.fingerprint("link", token), desk.now(), ACTIVATION_LIFE)
    user.send_link(link, token, known=desk.store.users.knows(user.email))


def _repeated(stored: User, request: Request) -> Sent:
    if stored.request != request:
        raise IdempotencyReused
    return _sent(stored)


def _sent(user: User) -> Sent:
    return Sent(user.email, user.links[-1].expires_at)


def _request(desk: Desk, given: Fields, key: str) -> Request:
    body = {name: value for name, value in given.items() if not name.startswith("password")}
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return Request(desk.fingerprint("request", key), desk.fingerprint("body", text))


def _mailbox(desk: Desk, email: str) -> str:
    return desk.fingerprint("mailbox", email)
