"""ST12: 交付決定. One person issues the notices, another one confirms them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from services.portal.client import FieldError, Refusal, ask
from services.portal.forms import Form, form_id
from services.portal.pages.grant_notices import notice_file
from services.portal.pages.staff import VIEWER_REASON, may_review
from services.portal.procedures import Application
from services.portal.session import current_staff, needs_staff
from services.portal.typed_day import typed_day

pages = Blueprint("staff_grants", __name__, url_prefix="/staff/grants")

DECIDED_ON = "決定日"
ANY_STEP = "/<any(issue, confirm, 'take-back'):step>"
NOTHING_CHOSEN = "対象の申請を選択してください"
OWN_WORK = "申請番号 {refs}：担当者と発行者は確認できません。ほかの職員が確認してください"
SHOWN = {
    "issue": {"per_page": 100},
    "confirm": {"per_page": 100},
    "decided": {"per_page": 20, "sort": "-submitted_at"},
}
DONE = {
    "issue": "{n}件の交付決定通知書を発行しました。ほかの職員の確認を待っています。",
    "confirm": "{n}件の交付決定を確認しました。通知書を作成し、申請者にメールでお知らせします。",
    "take-back": "{n}件の発行を取り消しました。",
}


@pages.get("")
@needs_staff
def grants() -> str:
    return _list_page(Form())


@pages.get(ANY_STEP)
@needs_staff
def nothing_chosen(step: str) -> Any:
    return redirect(url_for(".grants"), 303)


@pages.post("/issue")
@needs_staff
def review_issue() -> Any:
    """The chosen ones with their total, before anything is done."""
    chosen = _chosen("issue")
    day, half_a_day = typed_day(request.form, "decided_on", DECIDED_ON)
    complaints = [] if chosen else [FieldError("issue", NOTHING_CHOSEN)]
    complaints += [half_a_day] if half_a_day else []
    if not day and not half_a_day:
        complaints.append(FieldError("decided_on", f"{DECIDED_ON}を入力してください"))
    if complaints:
        return _list_page(Form(request.form, tuple(complaints))), 422
    return _confirm_page("issue", chosen, day)


@pages.post("/confirm")
@needs_staff
def review_confirmation() -> Any:
    chosen = _chosen("confirm")
    own = "、".join(one["ref"] for one in chosen if not one["may_confirm"])
    return _review("confirm", chosen, OWN_WORK.format(refs=own) if own else "")


@pages.post("/take-back")
@needs_staff
def review_taking_back() -> Any:
    return _review("take-back", _chosen("confirm"))


@pages.post(f"{ANY_STEP}/done")
@needs_staff
def carry_out(step: str) -> Any:
    """Each stands for itself: what somebody else was faster with is told, the rest is done."""
    done, complaints = 0, []
    for ref in request.form.getlist("ref"):
        try:
            _tell(step, ref)
            done += 1
        except Refusal as refusal:
            if refusal.status not in (404, 409, 422):
                raise
            complaints.append(f"申請番号 {ref}：{_words(refusal)}")
    if done:
        flash(DONE[step].format(n=done))
    for complaint in complaints:
        flash(complaint, "error")
    return redirect(url_for(".grants"), 303)


@pages.get("/<number>.pdf")
@needs_staff
def notice(number: str) -> Response:
    return notice_file(number, current_staff().bearer)


def _review(step: str, chosen: Sequence[Application], complaint: str = "") -> Any:
    complaint = complaint if chosen else NOTHING_CHOSEN
    if complaint:
        return _list_page(Form(request.form, (FieldError("confirm", complaint),))), 422
    return _confirm_page(step, chosen, "")


def _chosen(group: str) -> list[Application]:
    """Those ticked, as they are now; what is not due any more is left out."""
    ticked = set(request.form.getlist("ref"))
    return [one for one in _due(group) if one["ref"] in ticked]


def _due(group: str) -> list[Application]:
    query = {"due": group, **SHOWN[group]}
    return ask("GET", "accounts", "notices", auth=current_staff().bearer, params=query)["items"]


def _tell(step: str, ref: str) -> None:
    body = {"version": request.form.get(f"version.{ref}", "")}
    if step == "issue":
        body["decided_on"], _ = typed_day(request.form, "decided_on", DECIDED_ON)
    path, auth = ("notices", ref, step), current_staff().bearer
    ask("POST", "accounts", *path, json=body, auth=auth, form_id=form_id())


def _words(refusal: Refusal) -> str:
    return refusal.errors[0].message if refusal.errors else refusal.detail


def _list_page(form: Form) -> str:
    to_issue, to_confirm = _due("issue"), _due("confirm")
    return render_template(
        "staff_grants/list.html",
        to_issue=to_issue,
        to_confirm=to_confirm,
        decided=_due("decided"),
        shown=SHOWN,
        form=form,
        ticked=set(request.form.getlist("ref")),
        may_review=may_review(),
        viewer_reason=VIEWER_REASON,
    )


def _confirm_page(step: str, chosen: Sequence[Application], day: str) -> str:
    return render_template(
        "staff_grants/confirm.html",
        act=step,
        chosen=chosen,
        day=day,
        total=sum(one["details"]["amount"] for one in chosen),
        kept={name: request.form[name] for name in request.form if name.startswith("decided_on")},
    )
