"""The three pages of an application, whatever its kind: 入力, 確認, 受付完了.

Nothing is kept between the pages: the answers travel in them and are checked again. A kind brings
its Questions, the templates input, confirm and done in its folder, and two short views for the
form; `add_pages_after_the_form` brings the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.portal import site
from services.portal.application_drafts import draft_of, keep_draft
from services.portal.client import FieldError, Refusal, ask
from services.portal.forms import Form, form_id
from services.portal.procedures import (
    ENDED_WITHOUT_RESULT,
    Application,
    requests_path,
)
from services.portal.session import current_user, needs_user
from services.portal.typed_day import typed_day

STEPS = ("入力", "確認", "受付完了")
MARKS = ("facility", "ref", "version")
ALREADY = "すでに申請されています。"
DRAFT_TOO_LONG = "下書きに保存できる文字数を超えています"
Typed = Mapping[str, str]
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Questions:
    """What a form asks: `order` names its fields as the page shows them, `days` those of three
    parts with their labels, `partly` the buttons that look at one field only."""

    body: Callable[[Typed], dict[str, Any]]
    as_typed: Callable[[Answers], dict[str, str]]
    order: tuple[str, ...]
    days: Mapping[str, str] = field(default_factory=dict)
    partly: Mapping[str, str] = field(default_factory=dict)

    def half_days(self, typed: Typed) -> list[FieldError]:
        found = (typed_day(typed, name, label)[1] for name, label in self.days.items())
        return [error for error in found if error]

    def position(self, error: FieldError) -> tuple[int, int]:
        name, _, row = error.field.partition(".")
        place = self.order.index(name) if name in self.order else len(self.order)
        return place, int(row) if row.isdigit() else 0


@dataclass(frozen=True)
class Wizard:
    """One kind for one facility. `values` go to its templates; `concerns` picks the applications
    that stand in the way of another one; `once`: a completed one does so too;
    `drafts`: the form can be put aside."""

    kind: str
    path: str
    folder: str
    questions: Questions
    facility: dict[str, str]
    values: Mapping[str, Any] = field(default_factory=dict)
    concerns: Callable[[Application], bool] = lambda _: True
    once: bool = False
    already: str = ALREADY
    drafts: bool = False

    def open(self) -> Any:
        """The empty form, the one to be corrected, or what became of the last."""
        last = self.last()
        if last is None or last["state"] in ENDED_WITHOUT_RESULT:
            return self._input_page(self._put_aside())
        if last["state"] == "returned":
            typed = {**self.questions.as_typed(last | last["details"]), **_correction(last)}
            return self._input_page(Form(typed), returned=application_of(last["ref"]))
        if last["state"] == "completed" and not self.once:
            return self._input_page(self._put_aside())
        flash(self.already, "info")
        return redirect(requests_path(last["ref"]), 303)

    def is_returned(self) -> bool:
        last = self.last()
        return last is not None and last["state"] == "returned"

    def check(self) -> Any:
        action = request.form.get("action", "")
        if action == "edit":
            return self.ask_again(())
        if action == "draft":
            return self._put_away()
        try:
            checked, complaints = self._checked()
        except Refusal as refusal:
            return self._closed(refusal)
        if action in self.questions.partly:
            only = self.questions.partly[action]
            return self.ask_again(tuple(e for e in complaints if e.field == only))
        if complaints:
            return self.ask_again(complaints)
        return self._confirm_page(checked)

    def submit(self) -> Any:
        try:
            application = self._send()
        except Refusal as refusal:
            if refusal.status == 422:
                return self.ask_again(refusal.errors or (FieldError("", refusal.detail),))
            return self._closed(refusal)
        return redirect(f"{self.path}/done/{application['ref']}", 303)

    def done(self, ref: str) -> str:
        return self._page("done", application=application_of(ref))

    def _put_away(self) -> Any:
        """Keeps the form as it is; it comes back when the page is opened again."""
        try:
            keep_draft(self.kind, self.facility["id"], request.form)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            return self.ask_again((FieldError("", DRAFT_TOO_LONG),))
        flash("下書きを保存しました。")
        return redirect(f"{self.path}?{urlencode({'facility': self.facility['id']})}", 303)

    def _put_aside(self) -> Form:
        """The form with the draft's answers, if there is one."""
        return Form(draft_of(self.kind, self.facility["id"]) if self.drafts else {})

    def _closed(self, refusal: Refusal) -> Any:
        """The present state says more than a refusal: of the other application, or of the form."""
        if refusal.status != 409:
            raise refusal
        flash(refusal.detail, "warning")
        ref = refusal.extra.get("ref") or request.form.get("ref")
        return redirect(requests_path(ref) if ref else self.path, 303)

    def last(self) -> Application | None:
        """The newest application that concerns this one, whatever became of it."""
        query = {"kind": self.kind, "facility_id": self.facility["id"], "per_page": 100}
        query["sort"] = "-submitted_at"
        auth = current_user().bearer
        found = ask("GET", "accounts", "applications", auth=auth, params=query)["items"]
        return next((one for one in found if self.concerns(one)), None)

    def _body(self) -> dict[str, Any]:
        head = {"kind": self.kind, "facility_id": self.facility["id"]}
        return {**head, **self.questions.body(request.form)}

    def _checked(self) -> tuple[dict[str, Any], tuple[FieldError, ...]]:
        """The normalised answers, and the complaints in page order. One of the two is empty."""
        found, checked = self.questions.half_days(request.form), {}
        path, auth = ("applications", "check"), current_user().bearer
        try:
            checked = ask("POST", "accounts", *path, json=self._body(), auth=auth)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            found += refusal.errors
        complaints = tuple(sorted(found, key=self.questions.position))
        return ({}, complaints) if complaints else (checked, ())

    def _send(self) -> Application:
        """A new application, or the correction of a returned one; the same form only once."""
        path: tuple[str, ...] = ("applications",)
        body, auth = self._body(), current_user().bearer
        if request.form.get("ref"):
            path = ("applications", request.form["ref"], "resubmit")
            body["version"] = request.form.get("version", "")
        return ask("POST", "accounts", *path, json=body, auth=auth, form_id=form_id())

    def ask_again(self, complaints: tuple[FieldError, ...]) -> Any:
        ref = request.form.get("ref")
        form = Form(request.form, complaints)
        page = self._input_page(form, returned=application_of(ref) if ref else None)
        return page, 422 if complaints else 200

    def _input_page(self, form: Form, *, returned: Application | None = None) -> str:
        kept = {"facility": self.facility["id"], **(_correction(returned) if returned else {})}
        return self._page("input", form=form, returned=returned, kept=kept)

    def _confirm_page(self, checked: dict[str, Any]) -> str:
        marks = {name: request.form[name] for name in MARKS if name in request.form}
        kept = {**self.questions.as_typed(checked), **marks}
        return self._page("confirm", answers=checked, kept=kept)

    def _page(self, name: str, **values: Any) -> str:
        return render_template(
            f"{self.folder}/{name}.html",
            path=self.path,
            facility=self.facility,
            user=current_user(),
            steps=STEPS,
            review_days=site.review_days(),
            **self.values,
            **values,
        )


def add_pages_after_the_form(pages: Blueprint, wizard: Callable[..., Wizard]) -> None:
    """`wizard` takes what the blueprint's address names; its form is the view `fill_in`."""

    @pages.get("/confirm")
    @needs_user
    def nothing_to_confirm(**where: str) -> Any:
        return redirect(url_for(".fill_in", **where), 303)

    @pages.post("/confirm")
    @needs_user
    def submit(**where: str) -> Any:
        return wizard(**where).submit()

    @pages.get("/done/<ref>")
    @needs_user
    def done(ref: str, **where: str) -> str:
        return wizard(**where).done(ref)


def application_of(ref: str) -> Application:
    return ask("GET", "accounts", "applications", ref, auth=current_user().bearer)


def _correction(application: Application) -> dict[str, str]:
    """Marks a form as the correction of a returned application, as it was seen."""
    return {"ref": application["ref"], "version": str(application["version"])}
