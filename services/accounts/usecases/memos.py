"""Notes of staff about an application."""

from __future__ import annotations

from uuid import uuid4

from services.accounts.model.actor import Actor
from services.accounts.model.memos import Memo
from services.accounts.model.parts import Request
from services.accounts.usecases.moves import get_application
from services.accounts.usecases.ports import Service


def add_memo(
    service: Service, actor: Actor, ref: str, text: str, *, request: Request | None
) -> Memo:
    """The same form again gets the first. Raises UnknownApplication, IdempotencyReused."""
    get_application(service, actor, ref)
    name = request.key if request else uuid4().hex
    memo = service.memos.add(Memo(name, ref, service.now(), actor.name, text))
    memo.check_same(text)
    return memo


def memos_of(service: Service, actor: Actor, ref: str) -> list[Memo]:
    """Oldest first. Raises UnknownApplication."""
    get_application(service, actor, ref)
    return service.memos.of(ref)
