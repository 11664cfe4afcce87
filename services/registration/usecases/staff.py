"""Staff: invitation, enrolment of the second factor, sign-in in two steps."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import NoReturn

import pyotp

from services.registration.model.links import ENROLMENT_LIFE, Link
from services.registration.model.refusals import CredentialsWrong, StaffChanged, TokenUnknown
from services.registration.model.sessions import CHALLENGE_LIFE, STAFF, Challenge, Device, Session
from services.registration.model.staff import ACTIVE, Staff
from services.registration.usecases.ports import Desk
from services.registration.usecases.resets import check_new_password
from services.registration.usecases.secrets import matching_step
from services.registration.usecases.sessions import lock_name, open_session
from shared.audit import Actor, Deed
from shared.errors import Conflict, FieldError, Invalid, NotFound
from shared.tokens import new_token

ISSUER = "portal staff"
WRONG = "入力内容が正しくありません"
NOBODY = Actor("", "")
RECOVERY_DIGITS = 10


@dataclass(frozen=True)
class Enrolment:
    """What an invited person puts into an authenticator."""

    email: str
    role: str
    totp_secret: str
    otpauth_uri: str


@dataclass(frozen=True)
class Invitation:
    """`link` is told only once."""

    staff: Staff
    link: str


def invite(desk: Desk, email: str, role: str, name: str = "") -> Invitation:
    """Raises Conflict when the address is a staff member already."""
    staff = Staff(id=str(uuid.uuid4()), email=email, role=role, totp=b"", name=name)
    token = _send_out(desk, staff)
    if not desk.store.staff.add(staff):
        raise Conflict(f"{email} はすでに職員として登録されています")
    return Invitation(staff, _address(desk, token))


def reset_second_factor(desk: Desk, email: str) -> Invitation:
    """A new enrolment link; the old factor and every session end at once. Also for the last
    administrator, who has nobody else to ask. Raises NotFound, IllegalStaffMove."""
    staff = desk.store.staff.by_email(email)
    if staff is None:
        raise NotFound(f"{email} は職員として登録されていません")
    desk.store.staff.release_admin(staff.id)
    return invite_again(desk, staff)


def invite_again(desk: Desk, staff: Staff) -> Invitation:
    """Raises Conflict, IllegalStaffMove."""
    staff.check_reset()
    token = _send_out(desk, staff)
    if not desk.store.staff.save(staff):
        raise StaffChanged
    return Invitation(staff, _address(desk, token))


def preview_enrolment(desk: Desk, token: str) -> Enrolment:
    """Raises TokenUnknown, TokenUsed, TokenExpired or TokenSuperseded."""
    staff = _invited(desk, token)
    secret = desk.vault.open(staff.totp, staff.id)
    uri = pyotp.TOTP(secret).provisioning_uri(name=staff.email, issuer_name=ISSUER)
    return Enrolment(staff.email, staff.role, secret, uri)


def enrol(desk: Desk, token: str, password: str, repeated: str | None, code: str) -> None:
    """Refuses as the preview does; raises Invalid for password or code."""
    staff = _invited(desk, token)
    check_new_password(password, repeated, staff.email)
    step = matching_step(desk.vault.open(staff.totp, staff.id), code, desk.now())
    if step is None:
        raise Invalid(errors=[FieldError("code", "wrong", "認証コードが正しくありません")])
    staff.enrol(desk.hasher.hash(password), step)
    if not desk.store.staff.save(staff):
        raise Conflict
    if staff.is_active_admin:
        desk.store.staff.admit_admin(staff.id)


def check_first_factor(desk: Desk, email: str, password: str) -> str:
    """The challenge that the code must answer. Raises Locked or CredentialsWrong."""
    now, name = desk.now(), lock_name(desk, STAFF, email)
    desk.store.locks.reserve(name, now)
    staff = desk.store.staff.by_email(email)
    enrolled = staff is not None and staff.state == ACTIVE
    if not desk.hasher.matches(staff.password if staff and enrolled else "", password):
        _refuse(desk, staff)
    assert staff
    desk.store.locks.give_back(name)
    secret = new_token()
    desk.store.challenges.add(
        Challenge(_challenge(desk, secret), staff.id, staff.session_epoch, now + CHALLENGE_LIFE)
    )
    return secret


def check_second_factor(
    desk: Desk, challenge: str, code: str, device: Device
) -> tuple[str, Session, Staff]:
    """A session for a right code. Raises Locked or CredentialsWrong."""
    now, challenge_id = desk.now(), _challenge(desk, challenge)
    asked = desk.store.challenges.get(challenge_id)
    staff = desk.store.staff.by_id(asked.staff_id) if asked else None
    if asked is None or staff is None or not asked.alive(staff.session_epoch, now):
        raise CredentialsWrong(WRONG)
    with desk.trail.attempt(_sign_in(staff)):
        name = lock_name(desk, STAFF, staff.email)
        desk.store.locks.reserve(name, now)
        _spend_code(desk, staff, code)
        if not desk.store.challenges.remove(challenge_id):
            raise CredentialsWrong(WRONG)
        desk.store.locks.clear(name)
        secret, session = open_session(desk, staff, STAFF, device)
    return secret, session, staff


def _spend_code(desk: Desk, staff: Staff, code: str) -> None:
    """A code of the authenticator, or one of the recovery codes."""
    if len(code) == RECOVERY_DIGITS:
        if desk.store.staff.use_recovery(staff, recovery_mac(desk, staff, code)):
            return
        raise CredentialsWrong(WRONG)
    step = matching_step(desk.vault.open(staff.totp, staff.id), code, desk.now())
    if step is None or not desk.store.staff.use_step(staff, step):
        raise CredentialsWrong(WRONG)


def _refuse(desk: Desk, staff: Staff | None) -> NoReturn:
    """A name nobody has costs the same writes as one of ours."""
    with desk.trail.attempt(_sign_in(staff)):
        raise CredentialsWrong(WRONG)


def recovery_mac(desk: Desk, staff: Staff, code: str) -> str:
    return desk.fingerprint("recovery", staff.id, code)


def _sign_in(staff: Staff | None) -> Deed:
    who = Actor(staff.id, staff.role, staff.email, staff.shown_name) if staff else NOBODY
    return Deed("staff.sign_in", "職員ログイン", who, "staff", who.id)


def _send_out(desk: Desk, staff: Staff) -> str:
    token = new_token()
    link = Link.sent(desk.fingerprint("enrolment", token), desk.now(), ENROLMENT_LIFE)
    staff.invite(link, desk.vault.seal(pyotp.random_base32(), staff.id))
    return token


def _invited(desk: Desk, token: str) -> Staff:
    mac = desk.fingerprint("enrolment", token)
    staff = desk.store.staff.by_link(mac)
    if staff is None:
        raise TokenUnknown
    staff.check_link(mac, desk.now())
    return staff


def _address(desk: Desk, token: str) -> str:
    return f"{desk.public_url}/staff/enrol/{token}"


def _challenge(desk: Desk, secret: str) -> str:
    return desk.fingerprint("challenge", secret)
