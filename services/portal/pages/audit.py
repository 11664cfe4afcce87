"""ST8: what staff did or tried, in all services. For 管理 only."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template

from services.portal import audit_trail
from services.portal.audit_trail import SERVICE_WORDS, Row
from services.portal.audit_words import (
    OUTCOMES,
    ROLES,
    TARGETS,
    field_in_words,
    value_in_words,
)
from services.portal.session import current_staff, needs_staff
from services.portal.wording import ja_datetime
from shared.web.csv_file import csv_file

pages = Blueprint("audit", __name__, url_prefix="/staff")

HEAD = (
    *("日時", "操作者", "役割", "操作", "対象", "対象のID", "結果", "拒否の理由", "理由"),
    *("接続元", "受付番号", "変更した項目"),
)


@pages.get("/audit")
@needs_staff
def trail() -> str:
    auth = current_staff().bearer
    return _page(
        "audit/list.html",
        found=audit_trail.page(auth),
        actions=[("", "すべて"), *audit_trail.actions(auth)],
        outcomes=[("", "すべて"), *OUTCOMES.items()],
    )


@pages.get("/audit.csv")
@needs_staff
def trail_file() -> Any:
    rows = audit_trail.everything(current_staff().bearer)
    return csv_file("audit.csv", HEAD, (_line(row) for row in rows))


@pages.get("/audit/<service>/<row_id>")
@needs_staff
def row(service: str, row_id: str) -> str:
    if service not in SERVICE_WORDS:
        abort(404)
    return _page("audit/row.html", row=audit_trail.one(current_staff().bearer, service, row_id))


def _page(template: str, **values: Any) -> str:
    words = {"words": OUTCOMES, "targets": TARGETS, "roles": ROLES, "services": SERVICE_WORDS}
    spoken = {"field_in_words": field_in_words, "value_in_words": value_in_words}
    return render_template(template, **words, **spoken, **values)


def _line(row: Row) -> tuple[str, ...]:
    actor, target = row["actor"], row["target"]
    changes = (_change(target["kind"], each) for each in row["changes"])
    return (
        ja_datetime(row["at"]),
        actor["name"] or actor["email"],
        ROLES.get(actor["role"], actor["role"]),
        row["label"],
        TARGETS.get(target["kind"], target["kind"]),
        target["id"],
        OUTCOMES[row["outcome"]],
        row["code"],
        row["reason"],
        row["address"],
        row["request_id"],
        "、".join(changes),
    )


def _change(target: str, change: dict[str, str]) -> str:
    name = change["field"]
    before, after = (value_in_words(target, name, change[when]) for when in ("before", "after"))
    return f"{field_in_words(name)}: {before}→{after}"
