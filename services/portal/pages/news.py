"""P2: notices as a list, one by one and as an Atom feed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request

from services.portal.lists import SIZES, page_of
from services.portal.pages import errors
from services.portal.publications.model import NOTICE_CATEGORIES, Notice
from services.portal.publications.search import contains, tidy
from services.portal.security import public_page
from services.portal.shelf import contents, notices
from shared import clock

pages = Blueprint("news", __name__)

OVER = "このお知らせの掲載は終了しました。"
BACK = ("お知らせ一覧へ戻る", "/news")
IN_FEED = 20


@pages.get("/news")
@public_page
def index() -> str:
    query = tidy(request.args.get("q", ""))
    category = request.args.get("category", "")
    filters = {"q": query, "category": category if category in NOTICE_CATEGORIES else ""}
    shown = notices().shown()
    return render_template(
        "news/list.html",
        any_shown=bool(shown),
        listing=page_of([n for n in shown if _fits(n, **filters)], filters),
        categories=[("", "すべて"), *NOTICE_CATEGORIES.items()],
        sizes=SIZES,
    )


@pages.get("/news/<id>")
@public_page
def detail(id: str) -> Any:
    notice = notices().begun(id)
    if notice is None:
        abort(404)
    if notices().is_over(notice):
        return errors.show(errors.ErrorPage(410, OVER, "", BACK))
    return render_template("news/detail.html", notice=notice, files=contents().files)


@pages.get("/news.atom")
@public_page
def feed() -> Response:
    latest = notices().shown()[:IN_FEED]
    changed = max((notice.changed for notice in latest), default=None)
    body = render_template(
        "news/feed.xml",
        notices=latest,
        changed=clock.rfc3339(changed) if changed else "1970-01-01T00:00:00Z",
        rfc3339=clock.rfc3339,
        site=current_app.extensions["settings"].public_url,
    )
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _fits(notice: Notice, q: str, category: str) -> bool:
    wanted = category in ("", notice.category)
    return wanted and contains(q, notice.title, notice.keywords, notice.text.plain)
