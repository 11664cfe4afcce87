"""P3: questions by category, each with its own address."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from services.portal.publications.model import FAQ_CATEGORIES
from services.portal.publications.search import contains, tidy
from services.portal.security import public_page
from services.portal.shelf import contents

pages = Blueprint("faq", __name__)


@pages.get("/faq")
@public_page
def index() -> str:
    query = tidy(request.args.get("q", ""))
    found = [a for a in contents().answers if contains(query, a.title, a.keywords, a.text.plain)]
    by_category = {
        (code, label): [answer for answer in found if answer.category == code]
        for code, label in FAQ_CATEGORIES.items()
    }
    return render_template(
        "faq/list.html",
        query=query,
        count=len(found),
        groups={category: answers for category, answers in by_category.items() if answers},
        everything_open=request.args.get("view") == "all",
    )
