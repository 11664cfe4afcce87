"""The form of each kind of text, the same for a file's front matter and for an editor."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validates_schema
from marshmallow.validate import Length, OneOf, Regexp

from services.portal.publications.markdown import Unfit, typeset
from services.portal.publications.model import (
    FAQ_CATEGORIES,
    NOTICE_CATEGORIES,
    Answer,
    Attachment,
    Edition,
    Manual,
    Notice,
    Page,
)
from shared.clock import JST

T = TypeVar("T", Notice, Answer, Manual, Page, Edition)
IDENTIFIER = Regexp(
    r"[a-z0-9][a-z0-9.-]*\Z", error="名前は半角の英小文字・数字・「-」「.」だけにしてください"
)
FILE_NAME = Regexp(
    r"[a-z0-9][a-z0-9-]*\.(pdf|csv|png|jpe?g)\Z",
    error="ファイル名は半角の英小文字・数字・「-」と、pdf・csv・png・jpgの拡張子にしてください",
)
ONE_LINE = Length(1, 100, error="1文字以上100文字以内で書いてください")
_PLAIN = {"required": "書かれていません", "invalid": "文字で書いてください"}
_NUMBER = {"required": "書かれていません", "invalid": "数字で書いてください"}
_YES_NO = {"invalid": "true か false で書いてください"}
_DAY = {"required": "書かれていません", "invalid": "2026-11-21 の形で書いてください"}


class _Moment(fields.Field[datetime]):
    """2026-11-21 or 2026-11-21 09:00, in Japan's time unless it says another."""

    default_error_messages: ClassVar = {
        "required": "書かれていません",
        "invalid": "2026-11-21 か 2026-11-21 09:00 の形で書いてください",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise self.make_error("invalid") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=JST)


def _text(**options: Any) -> fields.String:
    return fields.String(error_messages=_PLAIN, **options)


def _choice(allowed: Collection[str]) -> fields.String:
    error = f"{'・'.join(allowed)} のいずれかを書いてください"
    return _text(required=True, validate=OneOf(allowed, error=error))


class _Form(Schema):
    error_messages: ClassVar = {"unknown": "知らない項目です"}

    title = _text(required=True, validate=ONE_LINE)
    keywords = _text(load_default="")

    @pre_load
    def leave_out_empty(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value != ""}


class _AttachmentForm(Schema):
    error_messages: ClassVar = {"unknown": "知らない項目です"}

    file = _text(required=True, validate=FILE_NAME)
    name = _text(required=True, validate=ONE_LINE)

    @post_load
    def make(self, data: dict[str, str], **_: Any) -> Attachment:
        return Attachment(**data)


class _NoticeForm(_Form):
    category = _choice(NOTICE_CATEGORIES)
    important = fields.Boolean(load_default=False, error_messages=_YES_NO)
    published = _Moment(required=True)
    updated = _Moment(load_default=None)
    closes = _Moment(load_default=None)
    withdrawn = fields.Boolean(load_default=False, error_messages=_YES_NO)
    attachments = fields.List(fields.Nested(_AttachmentForm), load_default=())

    @validates_schema
    def ends_after_it_begins(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["closes"] and data["closes"] <= data["published"]:
            raise ValidationError("公開終了は公開開始より後の日時にしてください", "closes")

    @post_load
    def freeze(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**data, "attachments": tuple(data["attachments"])}


class _AnswerForm(_Form):
    category = _choice(FAQ_CATEGORIES)
    order = fields.Integer(required=True, error_messages=_NUMBER)


class _ManualForm(_Form):
    version = _text(required=True, validate=ONE_LINE)
    updated = fields.Date(required=True, error_messages=_DAY)
    audience = _text(required=True, validate=ONE_LINE)
    order = fields.Integer(required=True, error_messages=_NUMBER)
    file = _text(load_default="", validate=FILE_NAME)
    attachments = fields.List(fields.Nested(_AttachmentForm), load_default=())

    @post_load
    def gather(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """`file` is the printed form of the manual itself, so it is called the same."""
        file = data.pop("file")
        itself = (Attachment(file, data["title"]),) if file else ()
        return {**data, "attachments": (*itself, *data["attachments"])}


class _PageForm(_Form):
    updated = fields.Date(required=True, error_messages=_DAY)


class _EditionForm(_Form):
    effective = fields.Date(required=True, error_messages=_DAY)
    changes = _text(load_default="")


FORMS: dict[type, Schema] = {
    Notice: _NoticeForm(),
    Answer: _AnswerForm(),
    Manual: _ManualForm(),
    Page: _PageForm(),
    Edition: _EditionForm(),
}


def compose(
    kind: type[T], id: str, given: Mapping[str, Any], body: str, hosts: Collection[str]
) -> T:
    """A text of this kind from its front matter and its Markdown. Raises Unfit."""
    faults: list[str] = []
    known, text = {}, None
    try:
        IDENTIFIER(id)
        known = FORMS[kind].load(given)
    except ValidationError as error:
        faults += _sentences(error.normalized_messages())
    try:
        text = typeset(body, str(given.get("title", "")), hosts)
    except Unfit as error:
        faults += [f"本文：{fault}" for fault in error.faults]
    if not body.strip():
        faults.append("本文：書かれていません")
    if kind is Answer and text and text.sections:
        faults.append("本文：回答に見出しは使えません")
    if faults:
        raise Unfit(faults)
    return kind(id=id, text=text, **known)


def _sentences(messages: Mapping[Any, Any], path: str = "") -> Iterator[str]:
    for name, found in messages.items():
        where = f"{path}.{name}" if path else str(name)
        if isinstance(found, Mapping):
            yield from _sentences(found, where)
        else:
            yield from (f"{where}：{message}" for message in found)
