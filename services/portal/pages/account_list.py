"""A1: a facility's accounts as a list, on paper, as CSV, and their sheets in one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, session, url_for

from services.portal.client import FieldError, Refusal, ask, relayed, stream
from services.portal.facility_choice import listed_facilities
from services.portal.forms import Form
from services.portal.lists import PER_PAGE, Listing, listing
from services.portal.session import (
    current_user,
    needs_recent_password,
    needs_user,
    to_reauth,
)

pages = Blueprint("account_list", __name__, url_prefix="/services/myna")

COLUMNS = (
    ("id", "アカウントID"),
    ("note", "備考（利用者名、端末名等）"),
    ("status", "ステータス"),
    ("started_on", "利用開始年月日"),
    ("ended_on", "利用終了年月日"),
    ("suspended_on", "利用停止年月日"),
)
STATUSES = (
    ("", "すべて"),
    ("active", "利用可"),
    ("suspended", "利用停止"),
    ("ended", "利用終了"),
)
FILTERS = ("q", "status", "release_requested", "facility_id")
SIZES = tuple((number, f"{number}件") for number in PER_PAGE)
LONGEST_ADDRESS = 500
MOST_ON_PAPER = 1000
CHOOSE_SOME = "ダウンロードするアカウントを選択してください"


@pages.get("/accounts")
@needs_user
def accounts() -> str:
    return _list_page(_listing(), Form(request.args))


@pages.get("/accounts/print")
@needs_user
def on_paper() -> str:
    """All rows of the filter, as far as paper is of use."""
    found = _listing()
    rows, page = list(found.items), 1
    while len(rows) < min(found.total, MOST_ON_PAPER):
        page += 1
        rows += _ask("accounts", sort=found.sort, per_page="100", page=str(page))["items"]
    return render_template(
        "accounts/print.html", listing=found, rows=rows[:MOST_ON_PAPER], columns=COLUMNS
    )


@pages.get("/accounts.csv")
@needs_user
def as_csv() -> Any:
    auth, params = current_user().bearer, {**_filters(), "sort": request.args.get("sort", "status")}
    return relayed(stream("GET", "accounts", "accounts.csv", auth=auth, params=params))


@pages.get("/accounts/pdf.zip")
@needs_user
def nothing_to_pack() -> Any:
    return redirect(url_for(".accounts"), 303)


@pages.post("/accounts/pdf.zip")
@needs_user
def archive() -> Any:
    """The address says which list it is about, the form what of it is wanted."""
    selected, target = request.form.getlist("selected"), request.form.get("target", "")
    if target != "all" and not selected:
        return _list_page(_listing(), _refused(CHOOSE_SOME)), 422
    if not current_user().password_is_recent:
        return to_reauth(_with_selection(selected, target))
    wanted = _ask("accounts", "ids")["ids"] if target == "all" else selected
    try:
        return _requested(wanted)
    except Refusal as refusal:
        if refusal.status not in (404, 422):
            raise
        message = CHOOSE_SOME if refusal.status == 422 else refusal.detail
        return _list_page(_listing(), _refused(message)), 422


@pages.get("/jobs/<job_id>")
@needs_user
def job(job_id: str) -> Any:
    try:
        found = ask("GET", "documents", "archives", job_id, auth=current_user().bearer)
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return render_template("accounts/no_job.html"), 404
    return render_template("accounts/job.html", job=found, confirmed="confirmed" in request.args)


@pages.get("/jobs/<job_id>/file")
@needs_recent_password(back="account_list.job")
def job_file(job_id: str) -> Any:
    path = ("archives", job_id, "content")
    return relayed(stream("GET", "documents", *path, auth=current_user().bearer))


def _requested(account_ids: list[str]) -> Any:
    """The file, or where its making can be watched."""
    body, auth = {"account_ids": account_ids}, current_user().bearer
    answer = stream("POST", "documents", "archives", json=body, auth=auth)
    if answer.status_code != 202:
        return relayed(answer)
    answer.read()
    return redirect(url_for(".job", job_id=answer.json()["id"]), 303)


def _listing() -> Listing:
    auth = current_user().bearer
    found = listing("accounts", "accounts", auth, filters=FILTERS, sort="status")
    return replace(found, path=url_for(".accounts"))


def _list_page(found: Listing, form: Form) -> str:
    _remember(found.address())
    here = url_for(".accounts")
    return render_template(
        "accounts/list.html",
        listing=found,
        form=form,
        selected=request.values.getlist("selected"),
        confirmed="confirmed" in request.args,
        columns=COLUMNS,
        statuses=STATUSES,
        sizes=SIZES,
        facilities=listed_facilities(),
        archive_path=replace(found, path=f"{here}/pdf.zip").address(),
        csv_path=replace(found, path=f"{here}.csv").address(page="", per=""),
        print_path=replace(found, path=f"{here}/print").address(page="", per="100"),
    )


def _remember(address: str) -> None:
    """For the way back; only what a cookie has room for."""
    session["accounts_list"] = address if len(address) <= LONGEST_ADDRESS else url_for(".accounts")


def _refused(message: str) -> Form:
    return Form(request.form, (FieldError("selected", message),))


def _with_selection(selected: list[str], target: str) -> str:
    """The same list with the same boxes ticked, for after the password."""
    ticked = [("selected", one) for one in selected]
    state = [*request.args.items(), ("target", target), *ticked, ("confirmed", "yes")]
    return f"{url_for('.accounts')}?{urlencode(state)}"


def _filters() -> Mapping[str, str]:
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def _ask(*path: str, **params: str) -> Any:
    auth = current_user().bearer
    return ask("GET", "accounts", "accounts", *path[1:], auth=auth, params={**_filters(), **params})
