"""The published texts within a request, wherever a page or the shell needs them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Flask, current_app, g

from services.portal.client import Refusal, ask_if_up
from services.portal.publications.folder import Contents
from services.portal.publications.library import Library
from services.portal.publications.model import Edition
from services.portal.publications.notices import Notices
from services.portal.publications.stored import Stored
from services.portal.settings import Settings
from shared import clock


def furnish(app: Flask, settings: Settings) -> None:
    """Raises ContentError when the content folder is not whole."""
    library = Library(settings.content_dir)
    app.extensions["library"] = library
    app.extensions["stored_texts"] = Stored(_live_texts, lambda: library.contents().hosts)
    app.extensions["notices"] = Notices(lambda: contents().notices, clock.now)
    app.jinja_env.globals.update(important_notices=lambda: notices().important())


def contents() -> Contents:
    """The same throughout a request."""
    if "contents" not in g:
        folder = current_app.extensions["library"].contents()
        g.contents = current_app.extensions["stored_texts"].beside(folder)
    return g.contents


def hosts() -> Collection[str]:
    """Foreign sites that texts may link to."""
    return contents().hosts


def notices() -> Notices:
    return current_app.extensions["notices"]


def in_force(name: str) -> list[Edition]:
    """Of the terms or the privacy policy, newest first: the one that holds today and those
    before it."""
    every, today = contents().editions[name], clock.jst_date(clock.now())
    return [edition for edition in every if edition.effective <= today] or [every[-1]]


def _live_texts() -> list[dict[str, Any]] | None:
    try:
        told = ask_if_up("GET", "registration", "publications", "live")
    except Refusal:
        return None
    return told["items"] if told else None
