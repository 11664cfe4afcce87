"""Texts for the public site as they come in and go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from services.registration.model.attachments import MOST_FILES, NOT_THERE
from services.registration.model.publications import FIELDS, KINDS, STATES, WITH_FILES
from services.registration.schemas.attachments import AttachedSchema, AttachmentSchema
from services.registration.schemas.typed import Choice
from shared import japanese
from shared.web.fields import Instant, Schema, Text, WholeNumber
from shared.web.problems import Complaint

NO_FILES = "この種類の文章にはファイルを添付できません"
LONGEST_FIELD = 300
LONGEST_BODY = 20_000


def _seen() -> WholeNumber:
    unknown = "送信内容を確認できませんでした。"
    return WholeNumber(unknown, low=1, high=999_999_999, wrong=unknown)


class WithdrawalSchema(Schema):
    version = _seen()
    reason = Text(
        "掲載を終了する理由を入力してください",
        longest=500,
        too_long="掲載を終了する理由は500文字以内で入力してください（現在{n}文字）",
    )


class SeenSchema(Schema):
    version = _seen()


class WritingSchema(Schema):
    """`front` as in front matter: title and what else the kind has, all text."""

    front = fields.Dict(
        keys=fields.String(),
        values=Text(
            "文字で入力してください",
            optional=True,
            longest=LONGEST_FIELD,
            too_long="300文字以内で入力してください（現在{n}文字）",
        ),
        required=True,
        error_messages={
            "required": Complaint("required", "タイトルを入力してください"),
            "invalid": Complaint("type", "タイトルを入力してください"),
        },
    )
    body = Text(
        "本文を入力してください",
        normalise=japanese.text,
        optional=True,
        longest=LONGEST_BODY,
        too_long="本文は20000文字以内で入力してください（現在{n}文字）",
    )

    attachments = fields.List(
        fields.Nested(AttachedSchema),
        load_default=list,
        error_messages={"invalid": Complaint("type", NOT_THERE)},
    )

    @validates_schema
    def has_room(self, data: Mapping[str, Any], **_: Any) -> None:
        if len(data["attachments"]) > MOST_FILES:
            text = f"添付できるのは{MOST_FILES}ファイルまでです"
            raise ValidationError([Complaint("too_many", text)], "attachments")

    @validates_schema
    def has_title(self, data: Mapping[str, Any], **_: Any) -> None:
        if not data["front"].get("title"):
            raise ValidationError([Complaint("required", "タイトルを入力してください")], "title")


class NewTextSchema(WritingSchema):
    kind = Choice("種類を選択してください", KINDS)

    @validates_schema
    def knows_fields(self, data: Mapping[str, Any], **_: Any) -> None:
        check_fields(data["kind"], data)


class RevisionSchema(WritingSchema):
    version = _seen()


def check_fields(kind: str, given: Mapping[str, Any]) -> None:
    """Raises ValidationError for what texts of this kind do not have."""
    if given["attachments"] and kind not in WITH_FILES:
        raise ValidationError([Complaint("unknown", NO_FILES)], "attachments")
    for name in given["front"]:
        if name not in FIELDS[kind]:
            raise ValidationError([Complaint("unknown", "知らない項目です")], f"front.{name}")


class ContentSchema(Schema):
    front = fields.Dict(keys=fields.String(), values=fields.String())
    body = fields.String()
    attachments = fields.List(fields.Nested(AttachmentSchema))


class PublicationSchema(Schema):
    id = fields.String()
    kind = fields.String(metadata={"enum": list(KINDS)})
    state = fields.String(metadata={"enum": list(STATES)})
    has_changes = fields.Boolean()
    draft = fields.Nested(ContentSchema)
    live = fields.Nested(ContentSchema, allow_none=True)
    updated_at = Instant()
    updated_by = fields.String()
    version = fields.Integer()


class PublicationListSchema(Schema):
    items = fields.List(fields.Nested(PublicationSchema))
    page = fields.Integer()
    per_page = fields.Integer()
    total = fields.Integer()


class LiveSchema(Schema):
    """Of one that is over only its place is left."""

    id = fields.String()
    kind = fields.String()
    withdrawn = fields.Boolean()
    front = fields.Dict(keys=fields.String(), values=fields.String(allow_none=True))
    body = fields.String()
    attachments = fields.List(fields.Nested(AttachmentSchema))


class LiveListSchema(Schema):
    items = fields.List(fields.Nested(LiveSchema))
