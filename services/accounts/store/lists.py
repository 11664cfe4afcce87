"""One page of a list: filter, sort, skip, limit, total."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection

from services.accounts.store.documents import WITHOUT_OUTBOX
from services.accounts.usecases.ports import Page
from shared.mongo import Document


def page_of(
    collection: Collection[Document], query: Document, page: Page, sorts: Mapping[str, str]
) -> tuple[list[Document], int]:
    rows = collection.find(query, WITHOUT_OUTBOX).sort(order_of(page, sorts))
    rows = rows.skip(page.skip).limit(page.per_page)
    return list(rows), _number(collection, query)


def _number(collection: Collection[Document], query: Document) -> int:
    """Of everything the store knows the number without counting."""
    if not query:
        return collection.estimated_document_count()
    return collection.count_documents(query)


def order_of(page: Page, sorts: Mapping[str, str]) -> dict[str, int]:
    """`sorts` maps the names clients may sort by to fields; equal ones follow in order of id."""
    direction = DESCENDING if page.descending else ASCENDING
    return {sorts[page.column]: direction, **({} if page.column == "id" else {"_id": ASCENDING})}


def contains(field: str, text: str) -> Document:
    return {field: {"$regex": re.escape(text), "$options": "i"}}


def starts_with(field: str, text: str) -> Document:
    return {field: {"$regex": f"^{re.escape(text)}"}}
