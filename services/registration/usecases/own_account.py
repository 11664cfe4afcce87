"""What members of staff change about themselves: password, second factor, recovery codes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import pyotp

from services.registration.model.refusals import NoSecondFactorWanted, SessionEnded, StaffChanged
from services.registration.model.sessions import STAFF
from services.registration.model.staff import ACTIVE, Staff
from services.registration.usecases.ports import Desk
from services.registration.usecases.resets import new_password_problems
from services.registration.usecases.secrets import matching_step
from services.registration.usecases.sessions import WRONG_PASSWORD, lock_name
from services.registration.usecases.staff import ISSUER, RECOVERY_DIGITS, recovery_mac
from shared import audit
from shared.errors import FieldError, Invalid

RECOVERY_CODES = 10
UNCHANGED = "現在と異なるパスワードを入力してください"
WRONG_CODE = "認証コードが正しくありません"


@dataclass(frozen=True)
class SecondFactor:
    """What an authenticator needs."""

    totp_secret: str
    otpauth_uri: str


def show_self(desk: Desk, staff_id: str) -> Staff:
    """Raises SessionEnded."""
    staff = desk.store.staff.by_id(staff_id)
    if staff is None or staff.state != ACTIVE:
        raise SessionEnded
    return staff


def rename_self(desk: Desk, staff_id: str, name: str) -> Staff:
    staff = show_self(desk, staff_id)
    before, staff.name = {"name": staff.name}, name
    _save(desk, staff)
    audit.changed(before, {"name": name}, before)
    return staff


def change_password(
    desk: Desk, staff_id: str, current: str, password: str, repeated: str | None
) -> None:
    """Ends every session, the present one too. Raises Invalid, Locked."""
    staff = show_self(desk, staff_id)
    problems = new_password_problems(password, repeated, staff.email, staff.name)
    if problems:
        raise Invalid(errors=problems)
    _prove_password(desk, staff, current)
    if password == current:
        raise Invalid(errors=[FieldError("password", "unchanged", UNCHANGED)])
    staff.set_password(desk.hasher.hash(password))
    _save(desk, staff)


def want_second_factor(desk: Desk, staff_id: str, password: str) -> SecondFactor:
    """A new secret that counts once its first code was typed. Raises Invalid, Locked."""
    staff = show_self(desk, staff_id)
    _prove_password(desk, staff, password)
    secret = pyotp.random_base32()
    staff.wanted_totp = desk.vault.seal(secret, staff.id)
    _save(desk, staff)
    return _for_authenticator(staff, secret)


def wanted_second_factor(desk: Desk, staff_id: str) -> SecondFactor:
    """Raises NoSecondFactorWanted."""
    staff = show_self(desk, staff_id)
    return _for_authenticator(staff, _wanted_secret(desk, staff))


def take_second_factor(desk: Desk, staff_id: str, code: str) -> list[str]:
    """The new one counts from now on, with new recovery codes. Raises NoSecondFactorWanted,
    Invalid, Locked."""
    staff = show_self(desk, staff_id)
    secret = _wanted_secret(desk, staff)
    name = lock_name(desk, STAFF, staff.email)
    desk.store.locks.reserve(name, desk.now())
    step = matching_step(secret, code, desk.now())
    if step is None:
        raise Invalid(errors=[FieldError("code", "wrong", WRONG_CODE)])
    desk.store.locks.clear(name)
    staff.take_wanted_totp(step)
    return _new_codes(desk, staff)


def new_recovery_codes(desk: Desk, staff_id: str, password: str) -> list[str]:
    """Ten codes of ten digits; the older ones end. Raises Invalid, Locked."""
    staff = show_self(desk, staff_id)
    _prove_password(desk, staff, password)
    return _new_codes(desk, staff)


def _new_codes(desk: Desk, staff: Staff) -> list[str]:
    codes = [f"{secrets.randbelow(10**RECOVERY_DIGITS):010d}" for _ in range(RECOVERY_CODES)]
    staff.recovery = [recovery_mac(desk, staff, code) for code in codes]
    _save(desk, staff)
    return codes


def _prove_password(desk: Desk, staff: Staff, password: str) -> None:
    """A wrong one counts towards the lock. Raises Invalid, Locked."""
    name = lock_name(desk, STAFF, staff.email)
    desk.store.locks.reserve(name, desk.now())
    if not desk.hasher.matches(staff.password, password):
        raise Invalid(errors=[FieldError("current_password", "wrong", WRONG_PASSWORD)])
    desk.store.locks.clear(name)


def _wanted_secret(desk: Desk, staff: Staff) -> str:
    if not staff.wanted_totp:
        raise NoSecondFactorWanted
    return desk.vault.open(staff.wanted_totp, staff.id)


def _for_authenticator(staff: Staff, secret: str) -> SecondFactor:
    uri = pyotp.TOTP(secret).provisioning_uri(name=staff.email, issuer_name=ISSUER)
    return SecondFactor(secret, uri)


def _save(desk: Desk, staff: Staff) -> None:
    if not desk.store.staff.save(staff):
        raise StaffChanged
