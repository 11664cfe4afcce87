"""What goes out over HTTP."""

from __future__ import annotations

from marshmallow import fields

from shared.web.fields import Instant, Schema


class FoundFacilitySchema(Schema):
    facility_id = fields.String(attribute="id")
    kind = fields.String()
    registration_number = fields.String()
    name = fields.String()


class SentSchema(Schema):
    email = fields.String()
    expires_at = Instant()


class BounceSchema(Schema):
    """The SMTP code, and what it means for the person waiting."""

    code = fields.Integer()
    reason_ja = fields.String()


class NotedSentSchema(SentSchema):
    bounced = fields.Nested(BounceSchema, allow_none=True)


class DraftSchema(Schema):
    """The password never comes back."""

    family_name = fields.String()
    given_name = fields.String()
    kind = fields.String()
    reg_prefix = fields.String()
    reg_number = fields.String()
    phone = fields.String()
    email = fields.String()
    agree = fields.Boolean()
    has_password = fields.Function(lambda draft: bool(draft.password), metadata={"type": "boolean"})
    facility = fields.Nested(FoundFacilitySchema, allow_none=True)
    complete = fields.Boolean()
    sent = fields.Nested(NotedSentSchema, allow_none=True)


class NewDraftSchema(Schema):
    secret = fields.String()
    expires_at = Instant()
    draft = fields.Nested(DraftSchema)


class ResentSchema(Schema):
    retry_after = fields.Integer()


class ActivationPreviewSchema(Schema):
    masked_email = fields.String()
    family_name = fields.String()
    facility_name = fields.String()
    expires_at = Instant()


class EmailOutSchema(Schema):
    email = fields.String()


class FacilityRefSchema(Schema):
    id = fields.String()
    kind = fields.String()
    registration_number = fields.String()
    institution_code = fields.String()
    name = fields.String()


class UserSchema(Schema):
    user_id = fields.String(attribute="id")
    email = fields.String()
    family_name = fields.String()
    given_name = fields.String()
    phone = fields.String()
    facilities = fields.List(fields.Nested(FacilityRefSchema))
    terms_version = fields.String(attribute="terms")
    terms_accepted_at = Instant()


class NewEmailPreviewSchema(Schema):
    """`email` will be the user name; the present one is masked."""

    email = fields.String()
    masked_email = fields.String()
    expires_at = Instant()


class OpenSessionSchema(Schema):
    """`current`: the one that asks. The address without its last part."""

    id = fields.String()
    user_agent = fields.String()
    address = fields.String()
    began_at = Instant()
    seen_at = Instant()
    current = fields.Boolean()


class OpenSessionsSchema(Schema):
    items = fields.List(fields.Nested(OpenSessionSchema))


class RescueSecretSchema(Schema):
    secret = fields.String()


class RescuedSchema(Schema):
    typed = fields.Dict(keys=fields.String(), values=fields.String())


class StaffSchema(Schema):
    """`name` is the address of whoever has none yet."""

    id = fields.String()
    email = fields.String()
    role = fields.String()
    name = fields.String(attribute="shown_name")


class SignedInSchema(Schema):
    """`secret` and `user` (or `staff`, or only `challenge` after staff's first step)."""

    secret = fields.String()
    expires_at = Instant()
    last_login_at = Instant(allow_none=True)
    user = fields.Nested(UserSchema)
    staff = fields.Nested(StaffSchema)
    challenge = fields.String()


class PresenceSchema(Schema):
    """`token` is worth 60 seconds; `idle_seconds` is how long a session may rest."""

    token = fields.String()
    kind = fields.String()
    auth_time = Instant()
    idle_seconds = fields.Integer()
    last_login_at = Instant(allow_none=True)
    user = fields.Nested(UserSchema)
    staff = fields.Nested(StaffSchema)


class ConfirmedSchema(Schema):
    auth_time = Instant()


class EnrolmentPreviewSchema(Schema):
    email = fields.String()
    role = fields.String()
    totp_secret = fields.String()
    otpauth_uri = fields.String()
