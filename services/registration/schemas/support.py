"""Users as staff see them: no password, no fingerprint of one."""

from __future__ import annotations

from marshmallow import fields

from services.registration.schemas.output import UserSchema
from shared.web.fields import Instant, Schema


class FoundUserSchema(UserSchema):
    """`state`: pending, active or suspended."""

    state = fields.String()
    created_at = Instant()


class FoundUsersSchema(Schema):
    """100 at most."""

    items = fields.List(fields.Nested(FoundUserSchema))


class DeviceSchema(Schema):
    user_agent = fields.String()
    address = fields.String()
    began_at = Instant()
    seen_at = Instant()


class SupportedUserSchema(FoundUserSchema):
    """`locked_until`: after too many failures to sign in."""

    activated_at = Instant(allow_none=True)
    signed_in_at = Instant(allow_none=True)
    locked_until = Instant(allow_none=True)
    sessions = fields.List(fields.Nested(DeviceSchema))
