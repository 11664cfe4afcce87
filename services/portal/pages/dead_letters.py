"""ST10: what failed, once more or given up. The services let 管理 alone do this."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from services.portal.client import Refusal, ask
from services.portal.dead_letters import SERVICE_WORDS, STATES, gather, process
from services.portal.forms import SHOWN_ON_THE_FORM, Form, posted, refused
from services.portal.lists import page_of
from services.portal.session import current_staff, needs_staff
from services.portal.settings import SERVICES

pages = Blueprint("dead_letters", __name__, url_prefix="/staff/dead-letters")

ONE = f"/<any({','.join(SERVICES)}):service>/<id>"
ALIKE = f"/replay/<any({','.join(SERVICES)}):service>/<type>"
GONE = "この処理は、すでに再実行または破棄されています。"


@pages.get("")
@needs_staff
def index() -> str:
    service, state = request.args.get("service", ""), request.args.get("state", "")
    filters = {
        "service": service if service in SERVICES else "",
        "state": state if state in STATES else "",
    }
    asked = [filters["service"]] if filters["service"] else SERVICES
    found = gather(filters["state"] or "dead", current_staff().bearer, asked)
    return render_template(
        "dead_letters/list.html",
        found=found,
        listing=page_of(found.letters, filters),
        services=[("", "すべて"), *SERVICE_WORDS.items()],
        states=list(STATES.items()),
        waiting=filters["state"] == "waiting",
        process=process,
    )


@pages.get(ONE)
@needs_staff
def detail(service: str, id: str) -> str:
    letter = _letter(service, id)
    payload = letter["payload"]
    return render_template(
        "dead_letters/detail.html",
        letter=letter,
        payload=json.dumps(payload, ensure_ascii=False, indent=2) if payload else "",
        name=_name(letter),
        state=STATES[letter["state"]],
    )


@pages.get(f"{ONE}/<any(replay,discard):move>")
@needs_staff
def confirm(service: str, id: str, move: str) -> Any:
    letter = _letter(service, id)
    if letter["state"] != "dead":
        return redirect(url_for(".detail", service=service, id=id), 303)
    return _confirm_page(letter, move, Form())


@pages.post(f"{ONE}/replay")
@needs_staff
def replay(service: str, id: str) -> Any:
    return _decide(service, id, "replay", {}, "再実行を受け付けました。")


@pages.post(f"{ONE}/discard")
@needs_staff
def discard(service: str, id: str) -> Any:
    return _decide(service, id, "discard", posted("reason"), "処理を破棄しました。")


@pages.get(ALIKE)
@needs_staff
def confirm_all(service: str, type: str) -> str:
    letters = gather("dead", current_staff().bearer, [service]).letters
    number = sum(1 for letter in letters if letter["facts"].get("type") == type)
    if not number:
        abort(404)
    return render_template(
        "dead_letters/confirm_all.html", number=number, name=process(service, type)
    )


@pages.post(ALIKE)
@needs_staff
def replay_all(service: str, type: str) -> Any:
    auth = current_staff().bearer
    done = ask("POST", service, "inbox", "replay", json={"type": type}, auth=auth)
    flash(f"{done['replayed']}件の再実行を受け付けました。")
    return redirect(url_for(".index"), 303)


def _decide(service: str, id: str, move: str, told: dict[str, str], done: str) -> Any:
    """A second press finds it done already and says so."""
    try:
        ask("POST", service, "inbox", id, move, json=told, auth=current_staff().bearer)
    except Refusal as refusal:
        if refusal.status == 404:
            flash(GONE, "info")
            return redirect(url_for(".index"), 303)
        if refusal.status not in SHOWN_ON_THE_FORM:
            raise
        return _confirm_page(_letter(service, id), move, refused(refusal)), refusal.status
    flash(done)
    return redirect(url_for(".index"), 303)


def _letter(service: str, id: str) -> dict[str, Any]:
    letter = ask("GET", service, "inbox", id, auth=current_staff().bearer)
    return {**letter, "service": service}


def _name(letter: dict[str, Any]) -> str:
    return process(letter["service"], letter["facts"].get("type", ""))


def _confirm_page(letter: dict[str, Any], move: str, form: Form) -> str:
    return render_template(
        "dead_letters/confirm.html", letter=letter, move=move, name=_name(letter), form=form
    )
