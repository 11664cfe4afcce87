"""The published texts within a request, wherever a page or the shell needs them."""

from __future__ import annotations

from flask import Flask, current_app

from services.portal.publications.folder import Contents
from services.portal.publications.library import Library
from services.portal.publications.notices import Notices
from services.portal.settings import Settings
from shared import clock


def furnish(app: Flask, settings: Settings) -> None:
    """Raises ContentError when the content folder is not whole."""
    library = Library(settings.content_dir)
    app.extensions["library"] = library
    app.extensions["notices"] = Notices(lambda: library.contents().notices, clock.now)
    app.jinja_env.globals.update(important_notices=lambda: notices().important())


def contents() -> Contents:
    return current_app.extensions["library"].contents()


def notices() -> Notices:
    return current_app.extensions["notices"]
