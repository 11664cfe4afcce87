"""P1: the top page, for visitors and for people who are signed in."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.portal.security import public_page
from services.portal.session import current_user

pages = Blueprint("home", __name__)


@pages.get("/")
@public_page
def top() -> str:
    user = current_user()
    if user is None:
        return render_template("home/visitor.html")
    return render_template("home/user.html", user=user)
