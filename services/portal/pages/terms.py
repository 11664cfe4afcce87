"""L8: new terms of use, agreed to before anything else."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request

from services.portal import terms
from services.portal.client import ask
from services.portal.forms import Form, complaint
from services.portal.session import current_user, safe_next, to_sign_in

pages = Blueprint("terms", __name__, url_prefix="/terms/accept")

NOT_TICKED = "利用規約に同意する場合は、チェックを入れてください"


@pages.get("")
def accept() -> Any:
    next_path = safe_next(request.args.get("next", "/"))
    user = current_user()
    if user is None:
        return to_sign_in()
    if not terms.changed_since(user.profile["terms_version"]):
        return redirect(next_path, 303)
    return _terms_page(Form(), next_path)


@pages.post("")
def agree() -> Any:
    next_path = safe_next(request.form.get("next", "/"))
    user = current_user()
    if user is None:
        return to_sign_in()
    version = request.form.get("version", "")
    if "agree" not in request.form or terms.changed_since(version):
        return _terms_page(complaint("agree", NOT_TICKED), next_path), 422
    ask("POST", "registration", "me", "terms", json={"version": version}, auth=user.bearer)
    return redirect(next_path, 303)


def _terms_page(form: Form, next_path: str) -> str:
    return render_template(
        "sign_in/terms.html",
        form=form,
        next_path=next_path,
        present=terms.present(),
        agreed=terms.edition(current_user().profile["terms_version"]),
    )
