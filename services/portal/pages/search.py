"""P11: one search over notices, answers, manuals and pages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, current_app, render_template, request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from services.portal.lists import page_of
from services.portal.navigation import PROCEDURES
from services.portal.publications.search import Document, Index, tidy
from services.portal.shelf import contents, in_force, notices

pages = Blueprint("search", __name__)

_window = MovingWindowRateLimiter(MemoryStorage())


@pages.get("/search")
def results() -> str:
    _count()
    query = tidy(request.args.get("q", ""))
    found = page_of(_index().find(query), {"q": query})
    return render_template("search/results.html", site_query=query, listing=found)


def _count() -> None:
    """Per source and process; on one machine nobody is counted. Raises TooManyRequests."""
    settings, source = current_app.extensions["settings"], request.remote_addr or ""
    limit = parse(settings.search_limit)
    if settings.one_machine or _window.hit(limit, source):
        return
    until = _window.get_window_stats(limit, source).reset_time
    raise TooManyRequests(retry_after=max(1, int(until - time.time()) + 1))


def _index() -> Index:
    """Made again when what is shown has changed."""
    documents = tuple(_documents())
    index = current_app.extensions.get("search_index")
    if index is None or index.documents != documents:
        index = current_app.extensions["search_index"] = Index(documents)
    return index


def _documents() -> Iterator[Document]:
    published = contents()
    for entry in PROCEDURES:
        yield Document("手続き", entry.label, entry.path, entry.text)
    for page in published.pages.values():
        yield _document("ページ", f"/{page.id}", page)
    for manual in published.manuals:
        yield _document("手順書", f"/manuals/{manual.id}", manual)
    for answer in published.answers:
        yield _document("よくある質問", answer.address, answer)
    for notice in notices().shown():
        yield _document("お知らせ", f"/news/{notice.id}", notice)
    for name in published.editions:
        yield _document("ページ", f"/{name}", in_force(name)[0])


def _document(label: str, address: str, text: Any) -> Document:
    return Document(label, text.title, address, text.text.plain, text.keywords)
