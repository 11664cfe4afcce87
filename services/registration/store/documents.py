"""Nouns as plain documents: `_id` for id, absent instead of None, news kept out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from bson import encode

from services.registration.model.bounces import Bounce
from services.registration.model.drafts import Draft, Sent
from services.registration.model.facilities import Difference
from services.registration.model.imports import Counts, Import, Shown
from services.registration.model.links import Link
from services.registration.model.locks import Mailing
from services.registration.model.resets import Reset
from services.registration.model.staff import Staff
from services.registration.model.users import Request, User
from shared.contracts import FacilityRef
from shared.mongo import Document

N = TypeVar("N")
PADDED_TO = 4096
WITHOUT_OUTBOX = {"outbox": 0, "padding": 0}
_IN_MEMORY_ONLY = ("news", "decoys")


def of(noun: Any) -> Document:
    document = plain(noun)
    document["_id"] = document.pop("id")
    return document


def padded(document: Document) -> Document:
    """The same document in a size that does not tell what is in it."""
    size = len(encode({**document, "padding": ""}))
    return {**document, "padding": "." * (-size % PADDED_TO)}


def to_user(document: Document) -> User:
    found: Any = _named(document, User)
    found["facilities"] = [FacilityRef(**each) for each in found["facilities"]]
    found["links"] = [Link(**each) for each in found["links"]]
    found["email_links"] = [Link(**each) for each in found.get("email_links", ())]
    found["request"] = Request(**found["request"]) if "request" in found else None
    found["bounce"] = Bounce(**found["bounce"]) if "bounce" in found else None
    return User(**found)


def to_draft(document: Document) -> Draft:
    found: Any = _named(document, Draft)
    found["facility"] = FacilityRef(**found["facility"]) if "facility" in found else None
    found["sent"] = Sent(**found["sent"]) if "sent" in found else None
    return Draft(**found)


def to_reset(document: Document) -> Reset:
    found: Any = _named(document, Reset)
    return Reset(**{**found, "link": Link(**found["link"])})


def to_staff(document: Document) -> Staff:
    found: Any = _named(document, Staff)
    return Staff(**{**found, "links": [Link(**each) for each in found["links"]]})


def to_mailing(document: Document) -> Mailing:
    return Mailing(**{name: document[name] for name in ("last_at", "count", "day_ends", "request")})


def to_import(document: Document) -> Import:
    found: Any = _named(document, Import)
    shown = [
        Shown(**{**each, "differences": [Difference(**one) for one in each["differences"]]})
        for each in found["shown"]
    ]
    return Import(**{**found, "counts": Counts(**found["counts"]), "shown": shown})


def to_plain(kind: type[N], document: Document) -> N:
    """A noun without parts."""
    return kind(**_named(document, kind))


def _named(document: Document, kind: Any) -> Document:
    """The members of `kind`; what only the store needs stays behind."""
    known = {f.name for f in fields(kind)} & document.keys()
    return {**{name: document[name] for name in known}, "id": document["_id"]}


def plain_members(members: Mapping[str, object]) -> Document:
    return {name: plain(value) for name, value in members.items()}


def plain(part: Any) -> Any:
    if is_dataclass(part):
        members = {f.name: getattr(part, f.name) for f in fields(part)}
        return {
            name: plain(value)
            for name, value in members.items()
            if value is not None and name not in _IN_MEMORY_ONLY
        }
    if isinstance(part, list):
        return [plain(item) for item in part]
    return part
