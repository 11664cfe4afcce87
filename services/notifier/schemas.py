"""Mails as staff see them over HTTP."""

from __future__ import annotations

from marshmallow import fields

from shared.web.fields import Instant, Schema, Text

LONGEST_REASON = 500


class ResendSchema(Schema):
    reason = Text(
        "再送の理由を入力してください",
        longest=LONGEST_REASON,
        too_long="再送の理由は500文字以内で入力してください（現在{n}文字）",
    )
    to = Text(
        "宛先を選択してください", optional=True, longest=254, too_long="宛先を選択してください"
    )


class MessageSchema(Schema):
    """One row of the list."""

    id = fields.String(attribute="mail.id")
    mail = fields.String(attribute="mail.name")
    recipient = fields.String(attribute="mail.address")
    subject = fields.String(attribute="email.subject")
    state = fields.String(attribute="mail.state")
    standing = fields.String(attribute="mail.standing")
    standing_label = fields.String(attribute="mail.standing.label")
    attempts = fields.Integer(attribute="mail.attempts")
    created_at = Instant(attribute="mail.created_at")
    sent_at = Instant(attribute="mail.sent_at", allow_none=True)
    error = fields.String(attribute="mail.error", allow_none=True)


class AttemptSchema(Schema):
    at = Instant()
    verdict = fields.String()
    reason = fields.String()


class ResendingSchema(Schema):
    at = Instant()
    by = fields.String()
    to = fields.String()
    reason = fields.String()


class MessageDetailSchema(MessageSchema):
    """One mail with its text (the token hidden) and every attempt."""

    body = fields.String(attribute="email.body")
    event_id = fields.String(attribute="mail.envelope.id")
    ref = fields.String(attribute="mail.envelope.journey", allow_none=True)
    message_id = fields.String(attribute="mail.message_id")
    next_attempt_at = Instant(attribute="mail.due_at", allow_none=True)
    history = fields.List(fields.Nested(AttemptSchema), attribute="mail.history")
    first_recipient = fields.String(attribute="mail.recipient")
    present_address = fields.String(attribute="present")
    carries_link = fields.Boolean(attribute="mail.carries_link")
    can_be_resent = fields.Boolean(attribute="mail.can_be_resent")
    resendings = fields.List(fields.Nested(ResendingSchema), attribute="mail.resendings")


class MessageListSchema(Schema):
    items = fields.List(fields.Nested(MessageSchema))
    page = fields.Integer()
    per_page = fields.Integer()
    total = fields.Integer()
