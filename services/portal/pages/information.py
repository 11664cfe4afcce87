"""P7–P9: contact, terms, privacy and accessibility; the same for everybody."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.portal.content import Article, read_article
from services.portal.security import public_page

pages = Blueprint("information", __name__)

TERMS = read_article("terms")
PRIVACY = read_article("privacy")
ACCESSIBILITY = read_article("accessibility")


@pages.get("/contact")
@public_page
def contact() -> str:
    return render_template("information/contact.html")


@pages.get("/terms")
@public_page
def terms() -> str:
    return _show(TERMS)


@pages.get("/privacy")
@public_page
def privacy() -> str:
    return _show(PRIVACY)


@pages.get("/accessibility")
@public_page
def accessibility() -> str:
    return _show(ACCESSIBILITY)


def _show(article: Article) -> str:
    return render_template("information/article.html", article=article)
