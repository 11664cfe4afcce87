"""Texts for the public site: 管理 writes them, anybody reads what is published."""

from __future__ import annotations

from typing import Any

from flask import request

from services.registration.model.attachments import Attachment
from services.registration.model.publications import KINDS, STATES, Content, Publication
from services.registration.routes.desk import desk, idempotency_key
from services.registration.schemas.publications import (
    LiveListSchema,
    NewTextSchema,
    PublicationListSchema,
    PublicationSchema,
    RevisionSchema,
    SeenSchema,
    WithdrawalSchema,
    check_fields,
)
from services.registration.usecases import publications
from shared.web.audit import audited
from shared.web.auth import caller, needs
from shared.web.json_body import Blueprint
from shared.web.openapi import asks, in_query, repeatable
from shared.web.paging import PAGING, page_body, page_from_query

bp = Blueprint("publications", __name__)
Data = dict[str, Any]
OVER = {"front": {}, "body": "", "attachments": []}


@bp.get("/publications/live")
@bp.response(200, LiveListSchema)
def live_texts() -> Data:
    return {"items": [_live(text) for text in publications.read(desk())]}


@bp.get("/publications")
@asks(*PAGING, in_query("kind", enum=list(KINDS)), in_query("state", enum=list(STATES)))
@needs("admin")
@bp.response(200, PublicationListSchema)
def list_texts() -> Data:
    """Last changed first."""
    page = page_from_query((), "")
    kind, state = _known("kind", KINDS), _known("state", STATES)
    found, total = desk().store.publications.page(kind, state, page.skip, page.per_page)
    return page_body(found, page, total)


@bp.get("/publications/<text_id>")
@needs("admin")
@bp.response(200, PublicationSchema)
def show_text(text_id: str) -> Publication:
    return publications.show(desk(), text_id)


@bp.post("/publications")
@audited("publication.begin", "公開文章の作成", "publication")
@repeatable
@needs("admin")
@bp.arguments(NewTextSchema)
@bp.response(201, PublicationSchema)
def begin_text(data: Data) -> Publication:
    content = _content(data)
    return publications.begin(desk(), data["kind"], content, _who(), idempotency_key())


@bp.patch("/publications/<text_id>")
@audited("publication.write", "公開文章の下書き保存", "publication")
@needs("admin")
@bp.arguments(RevisionSchema)
@bp.response(200, PublicationSchema)
def write_text(data: Data, text_id: str) -> Publication:
    """404 not_found · 409 version_conflict."""
    check_fields(publications.show(desk(), text_id).kind, data)
    content = _content(data)
    return publications.write(desk(), text_id, content, data["version"], _who())


@bp.post("/publications/<text_id>/publish")
@audited("publication.publish", "公開文章の公開", "publication")
@needs("admin")
@bp.arguments(SeenSchema)
@bp.response(200, PublicationSchema)
def publish_text(data: Data, text_id: str) -> Publication:
    """404 not_found · 409 version_conflict · 422 invalid."""
    return publications.publish(desk(), text_id, data["version"], _who())


@bp.post("/publications/<text_id>/withdraw")
@audited("publication.withdraw", "公開文章の掲載終了", "publication")
@needs("admin")
@bp.arguments(WithdrawalSchema)
@bp.response(200, PublicationSchema)
def withdraw_text(data: Data, text_id: str) -> Publication:
    """404 not_found · 409 version_conflict | not_published."""
    return publications.withdraw(desk(), text_id, data["version"], _who())


def _content(data: Data) -> Content:
    front = {name: text for name, text in data["front"].items() if text}
    return Content(front, data["body"], tuple(Attachment(**one) for one in data["attachments"]))


def _live(text: Publication) -> Data:
    withdrawn = text.state == "withdrawn"
    content = OVER if withdrawn or text.live is None else vars(text.live)
    return {"id": text.id, "kind": text.kind, "withdrawn": withdrawn, **content}


def _known(name: str, values: tuple[str, ...]) -> str:
    """A filter's value; an unknown one filters nothing."""
    given = request.args.get(name, "")
    return given if given in values else ""


def _who() -> str:
    return caller().name or caller().email
