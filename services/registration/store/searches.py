"""A search of the master as queries, each led by one index; the embedded store looks at every
match of an index, so the index is chosen here and whatever is too common is looked up in the
sample first."""

from __future__ import annotations

from collections.abc import Iterator

from services.registration.model.facilities import CLOSED
from services.registration.usecases.ports import Wanted
from shared.mongo import Document

AFTER_EVERY_CHARACTER = "\U0010ffff"
Query = tuple[Document, str]


def searches(wanted: Wanted) -> Iterator[Query]:
    """Queries with the name of their index, to be asked until there are enough."""
    rest = {"kind": wanted.kind, "status": wanted.status}
    others: Document = {name: value for name, value in rest.items() if value}
    if wanted.prefecture:
        others["prefecture"] = _beginning(wanted.prefecture)
    if wanted.ids:
        yield {"_id": {"$in": list(wanted.ids)}, **others}, "_id_"
    if wanted.code:
        yield {**others, "institution_code": _beginning(wanted.code)}, "institution_code"
    if wanted.name:
        yield {**others, "name": _beginning(wanted.name)}, "name"
    if not wanted.is_text and wanted.prefecture:
        yield others, "prefecture"
    elif not wanted.is_text and others:
        yield {**others, "sample": True}, "sample"
        yield others, "closed" if wanted.status == CLOSED else "kind"


def _beginning(text: str) -> Document:
    return {"$gte": text, "$lt": text + AFTER_EVERY_CHARACTER}
