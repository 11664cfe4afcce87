"""What members of staff read and change about themselves."""

from __future__ import annotations

from services.registration.model.staff import Staff
from services.registration.routes.desk import desk
from services.registration.routes.limits import limited
from services.registration.schemas.staff import (
    CodeSchema,
    CurrentPasswordSchema,
    MemberSchema,
    OwnNameSchema,
    OwnPasswordSchema,
    RecoveryCodesSchema,
    SecondFactorOutSchema,
)
from services.registration.usecases import own_account
from services.registration.usecases.own_account import SecondFactor
from shared.web.audit import audited
from shared.web.auth import STAFF, caller, needs
from shared.web.fields import NothingSchema
from shared.web.json_body import Blueprint

bp = Blueprint("own_account", __name__)
Body = dict[str, str]


@bp.get("/staff/me")
@needs(*STAFF)
@bp.response(200, MemberSchema)
def show_self() -> Staff:
    return own_account.show_self(desk(), caller().sub)


@bp.patch("/staff/me")
@audited("own.rename", "自分の氏名の変更", "staff")
@needs(*STAFF)
@bp.arguments(OwnNameSchema)
@bp.response(200, MemberSchema)
def rename_self(body: Body) -> Staff:
    return own_account.rename_self(desk(), caller().sub, body["name"])


@bp.post("/staff/me/password")
@audited("own.password", "自分のパスワードの変更", "staff")
@needs(*STAFF)
@limited("sign_in")
@bp.arguments(OwnPasswordSchema)
@bp.response(200, NothingSchema)
def change_password(body: Body) -> Body:
    """Ends every session. 422 current_password, password, password2 · 429 locked"""
    own_account.change_password(
        desk(), caller().sub, body["current_password"], body["password"], body["password2"]
    )
    return {}


@bp.post("/staff/me/second-factor")
@audited("own.second_factor", "自分の第二要素の再登録の開始", "staff")
@needs(*STAFF)
@limited("sign_in")
@bp.arguments(CurrentPasswordSchema)
@bp.response(200, SecondFactorOutSchema)
def want_second_factor(body: Body) -> SecondFactor:
    """The present one counts until the new one's first code. 422 current_password · 429"""
    return own_account.want_second_factor(desk(), caller().sub, body["current_password"])


@bp.get("/staff/me/second-factor")
@needs(*STAFF)
@bp.response(200, SecondFactorOutSchema)
def wanted_second_factor() -> SecondFactor:
    """The one that awaits its first code. 409 not_started"""
    return own_account.wanted_second_factor(desk(), caller().sub)


@bp.post("/staff/me/second-factor/confirm")
@audited("own.second_factor_confirm", "自分の第二要素の再登録", "staff")
@needs(*STAFF)
@limited("sign_in")
@bp.arguments(CodeSchema)
@bp.response(200, RecoveryCodesSchema)
def take_second_factor(body: Body) -> dict[str, list[str]]:
    """409 not_started · 422 code · 429 locked"""
    return {"recovery_codes": own_account.take_second_factor(desk(), caller().sub, body["code"])}


@bp.post("/staff/me/recovery-codes")
@audited("own.recovery_codes", "自分の回復コードの発行", "staff")
@needs(*STAFF)
@limited("sign_in")
@bp.arguments(CurrentPasswordSchema)
@bp.response(200, RecoveryCodesSchema)
def new_recovery_codes(body: Body) -> dict[str, list[str]]:
    """The older ones end. 422 current_password · 429 locked"""
    codes = own_account.new_recovery_codes(desk(), caller().sub, body["current_password"])
    return {"recovery_codes": codes}
