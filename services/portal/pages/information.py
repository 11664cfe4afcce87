"""P4, P5, P7–P10: what stays put; the same for everybody."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from services.portal.publications.model import FAQ_CATEGORIES
from services.portal.security import public_page
from services.portal.shelf import contents, in_force

pages = Blueprint("information", __name__)


@pages.get("/about")
@public_page
def about() -> str:
    return _page("about", "information/about.html")


@pages.get("/preparation")
@public_page
def preparation() -> str:
    return _page("preparation", "information/preparation.html")


@pages.get("/contact")
@public_page
def contact() -> str:
    return _page("contact", "information/contact.html")


@pages.get("/accessibility")
@public_page
def accessibility() -> str:
    return _page("accessibility")


@pages.get("/links")
@public_page
def links() -> str:
    return _page("links")


@pages.get("/sitemap")
@public_page
def sitemap() -> str:
    return render_template(
        "information/sitemap.html", faq_categories=FAQ_CATEGORIES, manuals=contents().manuals
    )


@pages.get("/terms")
@public_page
def terms() -> str:
    return _edition("terms")


@pages.get("/privacy")
@public_page
def privacy() -> str:
    return _edition("privacy")


@pages.get("/terms/<version>")
@public_page
def one_version_of_terms(version: str) -> str:
    return _edition("terms", version)


@pages.get("/privacy/<version>")
@public_page
def one_version_of_privacy(version: str) -> str:
    return _edition("privacy", version)


def _page(name: str, template: str = "information/page.html") -> str:
    return render_template(template, page=contents().pages[name], faq_categories=FAQ_CATEGORIES)


def _edition(name: str, version: str = "") -> str:
    """The one in force, or the one that is asked for."""
    editions = in_force(name)
    shown = next((e for e in editions if e.id == version), None) if version else editions[0]
    if shown is None:
        abort(404)
    return render_template(
        "information/edition.html",
        name=name,
        edition=shown,
        editions=editions,
        named=bool(version),
    )
