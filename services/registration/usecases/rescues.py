"""What somebody had typed when the session ended, kept until the same person is back."""

from __future__ import annotations

import json

from services.registration.model.refusals import SessionEnded
from services.registration.model.rescues import LIFE, RescuedForm
from services.registration.usecases.ports import Desk
from services.registration.usecases.sessions import session_id
from shared.errors import NotFound
from shared.tokens import new_token


def keep_form(desk: Desk, session: str, path: str, typed: dict[str, str]) -> str:
    """The secret that gives it back. `session` may have ended by itself; raises SessionEnded when
    it is unknown or was ended on purpose."""
    owner_id = desk.store.sessions.owner_of(session_id(desk, session))
    if not owner_id:
        raise SessionEnded
    secret = new_token()
    form_id = desk.fingerprint("rescue", secret)
    sealed = desk.vault.seal(json.dumps(typed, ensure_ascii=False), form_id)
    form = RescuedForm(form_id, owner_id, path, sealed, desk.now() + LIFE)
    desk.store.rescues.add(form)
    return secret


def take_form(desk: Desk, user_id: str, secret: str, path: str) -> dict[str, str]:
    """Once, at the same place, by the same person; raises NotFound."""
    form_id = desk.fingerprint("rescue", secret)
    form = desk.store.rescues.take(form_id, user_id, path, desk.now())
    if form is None:
        raise NotFound
    typed: dict[str, str] = json.loads(desk.vault.open(form.sealed, form.id))
    return typed
