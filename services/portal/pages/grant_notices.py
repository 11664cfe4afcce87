"""V6: 交付決定通知書ダウンロード."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from services.portal.client import ask, call
from services.portal.facility_choice import listed_facilities, names_of_facilities
from services.portal.lists import page_of
from services.portal.session import current_user, needs_user, to_reauth

pages = Blueprint("grant_notices", __name__, url_prefix="/services/myna/grant/notices")


@pages.get("")
@needs_user
def notices() -> str:
    wanted = {"facility_id": request.args.get("facility_id", "")}
    query = {name: value for name, value in wanted.items() if value}
    found = ask("GET", "documents", "notices", auth=current_user().bearer, params=query)["items"]
    return render_template(
        "grant_notices/list.html",
        listing=page_of(found, wanted),
        facilities=listed_facilities(),
        names=names_of_facilities(),
        confirmed="confirmed" in request.args,
    )


@pages.get("/<number>.pdf")
@needs_user
def pdf(number: str) -> Any:
    user = current_user()
    if not user.password_is_recent:
        return to_reauth(url_for(".notices", confirmed="yes"))
    return notice_file(number, user.bearer)


def notice_file(number: str, auth: str) -> Response:
    answer = call("GET", "documents", "notices", number, "content", auth=auth)
    response = Response(answer.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = answer.headers["content-disposition"]
    return response
