"""A search of the master as queries, each led by one index. The embedded store takes the index of
a query's first field and looks at every match there (told an index by name, it looks at all
documents), so that field is chosen here, and what is too common is looked up in the sample first.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.registration.model.facilities import CLOSED
from services.registration.usecases.ports import Wanted
from shared.mongo import Document

AFTER_EVERY_CHARACTER = "\U0010ffff"


def searches(wanted: Wanted) -> Iterator[Document]:
    """To be asked until there are enough."""
    others = _others(wanted)
    if wanted.ids:
        yield {"_id": {"$in": list(wanted.ids)}, **others}
    if wanted.code:
        yield {"institution_code": _beginning(wanted.code), **others}
    if wanted.name:
        yield {"name": _beginning(wanted.name), **others}
    if not wanted.is_text and others:
        if not wanted.prefecture:
            yield {"sample": True, **others}
        yield others


def _others(wanted: Wanted) -> Document:
    """The rarest first."""
    beginning = _beginning(wanted.prefecture) if wanted.prefecture else ""
    by = {"prefecture": beginning, "kind": wanted.kind, "status": wanted.status}
    first = ["status"] if wanted.status == CLOSED else []
    return {name: by[name] for name in dict.fromkeys([*first, *by]) if by[name]}


def _beginning(text: str) -> Document:
    return {"$gte": text, "$lt": text + AFTER_EVERY_CHARACTER}
