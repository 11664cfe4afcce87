"""What may come in over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from services.registration.model.drafts import EMPTY
from services.registration.model.numbers import KINDS, RULES
from services.registration.schemas.typed import (
    Choice,
    Email,
    Exactly,
    Name,
    Path,
    Phone,
    TermsVersion,
    Token,
    TypedFields,
)
from shared import japanese
from shared.web.fields import Schema, Text, Tick
from shared.web.problems import field_errors

PREFIXES = tuple(prefix for rule in RULES.values() for prefix in rule.prefixes)


class ApplicantSchema(Schema):
    """The fields of the two registration pages, as many as are given. Complaints do not end
    the request: they travel along under `problems`, so that people hear of everything at once."""

    family_name = Name("family_name", "姓")
    given_name = Name("given_name", "名")
    kind = Choice(EMPTY["kind"], KINDS)
    reg_prefix = Choice(EMPTY["reg_prefix"], PREFIXES, optional=True)
    reg_number = Exactly(EMPTY["reg_number"])
    phone = Phone()
    email = Email()
    password = Exactly(EMPTY["password"])
    password2 = Exactly(EMPTY["password2"])
    agree = Tick(EMPTY["agree"])
    terms_version = TermsVersion()

    def load(self, data: Any, **options: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            return super().load(data, **options)
        try:
            given, problems = super().load(data, **options), []
        except ValidationError as error:
            given, problems = dict(error.valid_data), list(field_errors(error.messages))
        if "reg_number" in given:
            given["reg_number"] = japanese.digits(given["reg_number"])
        return {"given": given, "problems": problems}


class ResendSchema(Schema):
    """An address, the token of an older link, or nothing beside a Draft header."""

    email = Email()
    token = Token()


class TokenSchema(Schema):
    token = Token()


class CredentialsSchema(Schema):
    email = Text("ユーザー名（メールアドレス）を入力してください", normalise=japanese.email)
    password = Text("パスワードを入力してください", normalise=str)
    audience = Choice("audience", ("user", "staff"), optional=True)


class SecondFactorSchema(Schema):
    challenge = Text("入力内容が正しくありません", normalise=str)
    code = Text("認証コードを入力してください", normalise=japanese.digits)


class PasswordSchema(Schema):
    password = Text("パスワードを入力してください", normalise=str)


class AddressSchema(Schema):
    email = Email()


class NewPasswordSchema(Schema):
    token = Token()
    password = Exactly(EMPTY["password"], load_default="")
    password2 = Exactly(EMPTY["password2"], load_default=None)


class ProfileSchema(Schema):
    """As many as are given."""

    family_name = Name("family_name", "姓")
    given_name = Name("given_name", "名")
    phone = Phone()


class NewEmailSchema(Schema):
    email = Email()
    current_password = Text("現在のパスワードを入力してください", normalise=str)


class PasswordChangeSchema(Schema):
    current_password = Exactly("現在のパスワードを入力してください", load_default="")
    password = Exactly(EMPTY["password"], load_default="")
    password2 = Exactly(EMPTY["password2"], load_default=None)


class TermsSchema(Schema):
    version = TermsVersion()


class RescuedFormSchema(Schema):
    """`path` is where the form stands, `typed` what was entered, by field."""

    path = Path()
    typed = TypedFields()


class RescueSchema(Schema):
    secret = Token()
    path = Path()


class EnrolmentSchema(NewPasswordSchema):
    code = Text("認証コードを入力してください", normalise=japanese.digits)
