"""One thing a member of staff does: who, what, to what, and which fields it changes.

Standard library only: use cases say what they change by `changed` and `concerns`; both do
nothing while nobody of staff is acting.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

MASK = "●●●"
LONGEST_VALUE = 500
MOST_FIELDS = 50
_SECRET = re.compile(
    r"password|secret|token|totp|sealed|recovery|(^|activation_|second_factor_)code"
)


@dataclass(frozen=True)
class Actor:
    """`role` is staff's, or "operator" for the commands of the machine."""

    id: str
    role: str
    email: str = ""
    name: str = ""


OPERATOR = Actor("operator", "operator", name="運用コマンド")


@dataclass
class Deed:
    """`action` is stable, for programs; `label` is Japanese, for people. `asked` is what was
    sent, `changes` what became of it: [{field, before, after}]. No secret is in either."""

    action: str
    label: str
    actor: Actor
    target_kind: str = ""
    target_id: str = ""
    reason: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    changes: list[dict[str, str]] = field(default_factory=list)


present: ContextVar[Deed | None] = ContextVar("deed", default=None)
client: ContextVar[str] = ContextVar("client", default="")


def changed(
    before: Mapping[str, object], after: Mapping[str, object], fields: Iterable[str]
) -> None:
    """Those of the fields that differ go into the audit of the present deed, secrets masked."""
    deed = present.get()
    if deed is None:
        return
    deed.changes += [
        {"field": n, "before": shown(n, before.get(n)), "after": shown(n, after.get(n))}
        for n in fields
        if before.get(n) != after.get(n)
    ]


def concerns(target_id: str) -> None:
    """Names the target of the present deed where the address of the request does not."""
    deed = present.get()
    if deed is not None:
        deed.target_id = target_id


def shown(name: str, value: object) -> str:
    """A field's value as the audit may keep it."""
    if value is None or value == "":
        return ""
    if _SECRET.search(name):
        return MASK
    text = value if isinstance(value, str) else _plain(value)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


def asked_of(body: object) -> dict[str, str]:
    """The members of a JSON body as the audit may keep them."""
    if not isinstance(body, Mapping):
        return {}
    members = list(body.items())[:MOST_FIELDS]
    return {str(name)[:LONGEST_VALUE]: shown(str(name), value) for name, value in members}


def _plain(value: object) -> str:
    return json.dumps(_masked(value), ensure_ascii=False, default=str)


def _masked(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(k): MASK if _SECRET.search(str(k)) else _masked(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(item) for item in value]
    return value
