"""Staff over HTTP: members for administrators, one's own account for everybody of staff."""

from __future__ import annotations

from marshmallow import fields

from services.registration.model.staff import ACTIVE, INVITED, ROLES, SUSPENDED
from services.registration.schemas.output import StaffSchema
from services.registration.schemas.typed import Choice, Email
from shared import japanese
from shared.web.fields import Schema, Text, WholeNumber

LONGEST_NAME, LONGEST_REASON, LATEST_VERSION = 40, 500, 10**9 - 1
STATE_WORDS = {INVITED: "招待中", ACTIVE: "有効", SUSPENDED: "停止"}


class StaffName(Text):
    normalise = staticmethod(japanese.name)

    def __init__(self) -> None:
        super().__init__(
            "氏名を入力してください",
            longest=LONGEST_NAME,
            too_long=f"氏名は{LONGEST_NAME}文字以内で入力してください",
        )


class MemberSchema(StaffSchema):
    own_name = fields.String(attribute="name", metadata={"description": "Empty until given."})
    state = fields.String(metadata={"enum": list(STATE_WORDS)})
    state_label = fields.Function(
        lambda staff: STATE_WORDS[staff.state], metadata={"type": "string"}
    )
    version = fields.Integer()
    recovery_codes = fields.Function(
        lambda staff: len(staff.recovery), metadata={"type": "integer", "description": "Unused."}
    )


class MemberListSchema(Schema):
    items = fields.List(fields.Nested(MemberSchema))
    total = fields.Integer()


class InvitationSchema(Schema):
    """`link` is told only once."""

    staff = fields.Nested(MemberSchema)
    link = fields.String()


class InviteSchema(Schema):
    email = Email()
    name = StaffName()
    role = Choice("役割を選択してください", ROLES)


class SeenSchema(Schema):
    version = WholeNumber(
        "送信内容を確認できませんでした。",
        low=0,
        high=LATEST_VERSION,
        wrong="送信内容を確認できませんでした。",
    )


class RenameSchema(SeenSchema):
    name = StaffName()


class DecisionSchema(SeenSchema):
    """`reason` goes into the audit."""

    reason = Text(
        "理由を入力してください",
        longest=LONGEST_REASON,
        too_long=f"理由は{LONGEST_REASON}文字以内で入力してください（現在{{n}}文字）",
        normalise=japanese.text,
    )


class RoleSchema(DecisionSchema):
    role = Choice("役割を選択してください", ROLES)


class OwnNameSchema(Schema):
    name = StaffName()


class CurrentPasswordSchema(Schema):
    current_password = Text("現在のパスワードを入力してください", normalise=str)


class OwnPasswordSchema(CurrentPasswordSchema):
    password = Text("新しいパスワードを入力してください", normalise=str)
    password2 = Text("確認用のパスワードを入力してください", normalise=str)


class CodeSchema(Schema):
    code = Text("認証コードを入力してください", normalise=japanese.digits)


class SecondFactorOutSchema(Schema):
    totp_secret = fields.String()
    otpauth_uri = fields.String()


class RecoveryCodesSchema(Schema):
    """Ten digits each, told only once."""

    recovery_codes = fields.List(fields.String())
